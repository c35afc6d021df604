package dev.opportune.gateway.http.users;

import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Call;
import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.LineStreams;
import dev.opportune.gateway.http.Places;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.http.Stopping;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.user.Users;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// `/v1/users`: many users, one a line.
final class ImportEndpoint {

    private final Users users;
    private final KnownApps apps;
    private final Supplier<Policy> policy;
    private final LineStreams imports;

    ImportEndpoint(
            Vertx vertx, Users users, KnownApps apps, Supplier<Policy> policy, Duration stall, Stopping stopping) {
        this.users = users;
        this.apps = apps;
        this.policy = policy;
        this.imports = new LineStreams(
                vertx, stall, stopping, new Places("imports", Limits.IMPORTS, Limits.IMPORTS_OF_CALLER));
    }

    Route route() {
        return Route.of(
                "/v1/users", Map.of(HttpMethod.POST, new Route.Operation(Scope.USERS_WRITE, Set.of(), this::post)));
    }

    private Future<Reply> post(Call call) {
        return imports.take(call, () -> new ImportLines(users, apps, policy, call.caller()));
    }
}
