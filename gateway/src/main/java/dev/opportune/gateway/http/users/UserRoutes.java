package dev.opportune.gateway.http.users;

import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.http.Stopping;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.user.Users;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// All that is served under `/v1/users`.
public final class UserRoutes {

    private UserRoutes() {}

    /// The routes over one lane's users.
    ///
    /// @param atLeisure the same users, for imports and exports
    /// @param apps those that are configured
    /// @param policy gives the one in force
    /// @param stall after how long a client that neither sends lines nor reads answers is cut off
    /// @param stopping ends imports
    public static List<Route> of(
            Vertx vertx,
            Users users,
            Users atLeisure,
            KnownApps apps,
            Supplier<Policy> policy,
            Duration stall,
            Stopping stopping) {
        return List.of(
                new ImportEndpoint(vertx, atLeisure, apps, policy, stall, stopping).route(),
                new UserEndpoint(users).route(),
                new DeviceEndpoint(users, apps).route(),
                new PreferencesEndpoint(users, policy).route(),
                new ExportEndpoint(atLeisure, policy).route());
    }
}
