package dev.opportune.gateway.http;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// One line of an answer that has many.
final class AnswerLine {

    private static final byte LF = '\n';

    private AnswerLine() {}

    /// What a request with this line as its whole body would have been answered, with the line's number before.
    static Buffer of(long number, Reply reply) {
        var object = Objects.requireNonNull(reply.body(), "a line's answer has a body");
        return Buffer.buffer(("{\"line\":" + number + ',').getBytes(StandardCharsets.US_ASCII))
                .appendBuffer(object, 1, object.length() - 1)
                .appendByte(LF);
    }

    /// A line of its own.
    static Buffer of(JsonFields fields) {
        return JsonOut.object(fields).appendByte(LF);
    }
}
