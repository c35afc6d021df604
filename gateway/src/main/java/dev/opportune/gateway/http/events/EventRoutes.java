package dev.opportune.gateway.http.events;

import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.http.Stopping;
import dev.opportune.ratelimiter.event.Events;
import io.vertx.core.Vertx;
import java.util.List;

/// All that is served under `/v1/events`.
public final class EventRoutes {

    private EventRoutes() {}

    /// The routes over one lane's events.
    ///
    /// @param prefix of the keys in Redis, which tells one gateway's events from another's
    /// @param stopping ends readers that wait
    public static List<Route> of(Vertx vertx, Events events, String prefix, EventMetrics metrics, Stopping stopping) {
        return List.of(new EventsEndpoint(vertx, events, prefix, metrics, stopping).route());
    }
}
