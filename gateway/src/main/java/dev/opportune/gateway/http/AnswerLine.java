package dev.opportune.gateway.http;

import io.vertx.core.buffer.Buffer;
import java.util.Objects;

/// One line of an answer that has many.
final class AnswerLine {

    private AnswerLine() {}

    /// What a request with this line as its whole body would have been answered, with the line's number before.
    static Buffer of(long number, Reply reply) {
        var body = Objects.requireNonNull(reply.body(), "a line's answer has a body");
        return of(json -> {
            json.writeNumberField("line", number);
            body.write(json);
        });
    }

    /// A line of its own.
    static Buffer of(JsonFields fields) {
        return fields.toBuffer().appendByte((byte) '\n');
    }
}
