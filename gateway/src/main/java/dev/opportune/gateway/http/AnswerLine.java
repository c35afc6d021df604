package dev.opportune.gateway.http;

import io.vertx.core.buffer.Buffer;
import java.util.Objects;

/// One line of an answer that has many.
public final class AnswerLine {

    private AnswerLine() {}

    /// What a request with this line as its whole body would have been answered, with the line's number before.
    public static Buffer of(long number, Reply reply) {
        var body = Objects.requireNonNull(reply.body(), "a line's answer has a body");
        return Buffer.buffer("{\"line\":" + number + ',')
                .appendBuffer(body.slice(1, body.length())) // behind its brace
                .appendByte((byte) '\n');
    }

    /// A line of its own.
    public static Buffer of(JsonFields fields) {
        return JsonOut.object(fields).appendByte((byte) '\n');
    }
}
