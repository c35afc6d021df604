package dev.opportune.gateway.http.sends;

import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.LineStreams;
import dev.opportune.gateway.http.Places;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.http.Stopping;
import dev.opportune.gateway.send.request.Sends;
import dev.opportune.ratelimiter.user.Reported;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// All that is served under `/v1/sends`, and what sends a template to see it.
public final class SendRoutes {

    private SendRoutes() {}

    /// The routes over one lane's sends.
    ///
    /// @param reported tells what was reported of a send, by its user and its id
    /// @param stall after how long a client that neither sends lines nor reads answers is cut off
    /// @param stopping ends streams of lines
    public static List<Route> of(
            Vertx vertx,
            Sends sends,
            BiFunction<String, String, Future<Optional<Reported>>> reported,
            KnownApps apps,
            Duration stall,
            Stopping stopping) {
        var places = new Places("streams of sends", Limits.SEND_STREAMS, Limits.SEND_STREAMS_OF_CALLER);
        var endpoint = new SendEndpoint(sends, reported, apps, new LineStreams(vertx, stall, stopping, places));
        return List.of(endpoint.sends(), endpoint.send(), new TemplateTestEndpoint(sends, apps).route());
    }
}
