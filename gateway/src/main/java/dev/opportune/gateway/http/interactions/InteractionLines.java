package dev.opportune.gateway.http.interactions;

import dev.opportune.engagement.Interaction;
import dev.opportune.gateway.http.JsonFields;
import dev.opportune.gateway.http.Lines;
import dev.opportune.gateway.http.Problem;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.measure.Interacting;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/// The lines of one stream of reports, each recorded by itself: one that cannot be read is told so and the rest go on.
/// Each has an answer.
final class InteractionLines implements Lines {

    private final Interacting interacting;
    private long recorded;
    private long notRecorded;

    InteractionLines(Interacting interacting) {
        this.interacting = interacting;
    }

    @Override
    public Future<Reply> use(Buffer line) {
        return switch (InteractionReader.read(line, interacting.conversions())) {
            case Parsed.Invalid<Interaction>(var errors) -> Future.succeededFuture(Problem.malformed(errors));
            case Parsed.Valid<Interaction>(var interaction) ->
                InteractionEndpoint.take(interacting, interaction).onSuccess(reply -> {
                    if (reply.status() == 202) recorded++;
                    else notRecorded++;
                });
        };
    }

    @Override
    public boolean tell(Reply reply) {
        return true;
    }

    @Override
    public JsonFields counts() {
        return json -> {
            json.writeNumberField("recorded", recorded);
            json.writeNumberField("not_recorded", notRecorded);
        };
    }
}
