package dev.opportune.gateway.http.events;

import dev.opportune.gateway.http.Route;
import dev.opportune.ratelimiter.event.Events;
import io.vertx.core.Vertx;
import java.util.List;

/// All that is served under `/v1/events`.
public final class EventRoutes {

    private EventRoutes() {}

    /// The routes over one lane's events.
    ///
    /// @param prefix of the keys in Redis, which tells one gateway's events from another's
    public static List<Route> of(Vertx vertx, Events events, String prefix, EventMetrics metrics) {
        return List.of(new EventsEndpoint(vertx, events, prefix, metrics).route());
    }
}
