package dev.opportune.gateway.http.v1;

import dev.opportune.connectors.Platform;
import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.http.Stopping;
import dev.opportune.gateway.http.events.EventMetrics;
import dev.opportune.gateway.http.events.EventRoutes;
import dev.opportune.gateway.http.experiments.ExperimentRoutes;
import dev.opportune.gateway.http.interactions.InteractionRoutes;
import dev.opportune.gateway.http.reports.ReportRoutes;
import dev.opportune.gateway.http.sends.SendRoutes;
import dev.opportune.gateway.http.users.UserRoutes;
import dev.opportune.gateway.measure.Interacting;
import dev.opportune.gateway.measure.Reporting;
import dev.opportune.gateway.send.request.Sends;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.event.Events;
import dev.opportune.ratelimiter.user.Users;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What one lane serves callers from: all that the endpoints need, and their routes in one list.
///
/// @param users for single requests
/// @param usersAtLeisure for imports and exports, which must not keep single requests waiting
/// @param prefix of the keys in Redis, which tells one gateway's events from another's
/// @param apps those that are configured
/// @param policy gives the one in force
/// @param interacting null: nothing is measured; so is the next
/// @param stopping ends what would take long when the lane is about to end
/// @param streamStall after how long a client that neither sends lines nor reads answers is cut off
public record Contract(
        Vertx vertx,
        Sends sends,
        Users users,
        Users usersAtLeisure,
        Events events,
        String prefix,
        KnownApps apps,
        Supplier<Policy> policy,
        EventMetrics eventMetrics,
        @Nullable Interacting interacting,
        @Nullable Reporting reporting,
        Stopping stopping,
        Duration streamStall) {

    /// All that callers are served. An endpoint more is a route more in the list of its room.
    public List<Route> routes() {
        return Stream.of(
                        sendRoutes(),
                        UserRoutes.of(vertx, users, usersAtLeisure, apps, policy, streamStall, stopping),
                        EventRoutes.of(vertx, events, prefix, eventMetrics, stopping),
                        InteractionRoutes.of(vertx, interacting, streamStall, stopping),
                        ReportRoutes.of(reporting),
                        ExperimentRoutes.of(reporting, policy, users))
                .flatMap(List::stream)
                .toList();
    }

    /// All that apps' devices are served, where they report.
    ///
    /// @param platforms by app
    public List<Route> routesOfApps(Map<String, Platform> platforms) {
        if (interacting == null) throw new IllegalStateException("nothing is measured here");
        return InteractionRoutes.ofApps(interacting, platforms);
    }

    /// Those of sends alone.
    List<Route> sendRoutes() {
        return SendRoutes.of(vertx, sends, users::reported, apps, streamStall, stopping);
    }
}
