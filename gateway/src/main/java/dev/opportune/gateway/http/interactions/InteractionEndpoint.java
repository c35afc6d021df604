package dev.opportune.gateway.http.interactions;

import dev.opportune.engagement.Draft;
import dev.opportune.engagement.Interaction;
import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Call;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.LineStreams;
import dev.opportune.gateway.http.MediaTypes;
import dev.opportune.gateway.http.Places;
import dev.opportune.gateway.http.Problem;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.http.Stopping;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.measure.Interacting;
import dev.opportune.gateway.measure.Interacting.Answer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `/v1/interactions`: one report in, what became of it out; or many, one a line.
final class InteractionEndpoint {

    private final @Nullable Interacting interacting;
    private final LineStreams streams;

    InteractionEndpoint(Vertx vertx, @Nullable Interacting interacting, Duration stall, Stopping stopping) {
        this.interacting = interacting;
        var running = new Places("streams of interactions", Limits.SEND_STREAMS, Limits.SEND_STREAMS_OF_CALLER);
        this.streams = new LineStreams(vertx, stall, stopping, running);
    }

    Route route() {
        return Route.of(
                "/v1/interactions",
                Map.of(HttpMethod.POST, new Route.Operation(Scope.INTERACTIONS_WRITE, Set.of(), this::post)));
    }

    private Future<Reply> post(Call call) {
        var here = interacting;
        if (here == null) {
            return Future.succeededFuture(
                    Problem.NOT_FOUND.because("nothing is measured here (expected: engagement in the configuration)"));
        }
        var by = Draft.Reporter.backend(here.conversions());
        if (call.saysToBeLines()) return streams.take(call, () -> new InteractionLines(line -> take(here, line, by)));
        return call.withBody(MediaTypes.ONE_OR_LINES, Parsed.Valid<Buffer>::new, body -> take(here, body, by));
    }

    private static Future<Reply> take(Interacting interacting, Buffer line, Draft.Reporter by) {
        return switch (InteractionReader.read(line, by)) {
            case Parsed.Invalid<Interaction>(var errors) -> Future.succeededFuture(Problem.malformed(errors));
            case Parsed.Valid<Interaction>(var interaction) -> take(interacting, interaction);
        };
    }

    static Future<Reply> take(Interacting interacting, Interaction interaction) {
        return interacting.take(interaction).map(InteractionEndpoint::reply);
    }

    private static Reply reply(Answer answer) {
        return switch (answer) {
            case Answer.Recorded(var attributed) ->
                Reply.json(202, json -> {
                    json.writeBooleanField("recorded", true);
                    if (attributed != null) json.writeStringField("attributed", attributed.word());
                });
            case Answer.NotRecorded(var reason) ->
                Reply.json(200, json -> {
                    json.writeBooleanField("recorded", false);
                    json.writeStringField("reason", reason.word());
                });
        };
    }
}
