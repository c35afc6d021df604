package dev.opportune.gateway.http.interactions;

import dev.opportune.gateway.http.JsonFields;
import dev.opportune.gateway.http.Lines;
import dev.opportune.gateway.http.Reply;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;

/// The lines of one stream of reports, each recorded by itself: one that cannot be read is told so and the rest go on.
/// Each has an answer.
final class InteractionLines implements Lines {

    private final Function<Buffer, Future<Reply>> use;
    private long recorded;
    private long notRecorded;

    /// @param use what one line is answered
    InteractionLines(Function<Buffer, Future<Reply>> use) {
        this.use = use;
    }

    @Override
    public Future<Reply> use(Buffer line) {
        return use.apply(line).onSuccess(reply -> {
            if (reply.status() == 202) recorded++;
            else if (reply.status() == 200) notRecorded++;
        });
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
