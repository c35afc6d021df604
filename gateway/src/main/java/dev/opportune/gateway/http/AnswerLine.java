package dev.opportune.gateway.http;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// One line of an answer that has many.
final class AnswerLine {

    private AnswerLine() {}

    /// What a request with this line as its whole body would have been answered: the line's number and the status, what
    /// headers would have said of a repetition, then the body's members.
    static Buffer of(long number, Reply reply) {
        var body = Objects.requireNonNull(reply.body(), "a line's answer has a body");
        var head = new StringBuilder(64).append("{\"line\":").append(number);
        // A problem has its status among its members.
        if (!reply.isProblem()) head.append(",\"status\":").append(reply.status());
        if (reply.headers().containsKey(Reply.REPLAYED)) head.append(",\"replayed\":true");
        String retryAfter = reply.headers().get(Reply.RETRY_AFTER);
        if (retryAfter != null) head.append(",\"retry_after\":").append(retryAfter);
        if (body.length() > 2) head.append(',');
        return Buffer.buffer(head.length() + body.length() + 1)
                .appendBytes(head.toString().getBytes(StandardCharsets.US_ASCII))
                .appendBuffer(body, 1, body.length() - 1) // behind its brace
                .appendByte((byte) '\n');
    }

    /// A line of its own.
    static Buffer of(JsonFields fields) {
        return JsonOut.object(fields).appendByte((byte) '\n');
    }
}
