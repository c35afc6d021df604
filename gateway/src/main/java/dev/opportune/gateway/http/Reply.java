package dev.opportune.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An answer before it is sent. Its body is made at once, so that a defect in making it is found where it can still be
/// answered.
///
/// @param body null: none
/// @param problem that it tells; null: none
public record Reply(
        int status,
        String contentType,
        Map<String, String> headers,
        @Nullable Buffer body,
        @Nullable Problem problem) {

    /// One that tells no problem.
    public Reply(int status, String contentType, Map<String, String> headers, @Nullable Buffer body) {
        this(status, contentType, headers, body, null);
    }

    static final String RETRY_AFTER = "Retry-After";
    static final String REPLAYED = "Idempotency-Replayed";
    private static final String PROBLEM = "application/problem+json";

    public static Reply json(int status, JsonFields body) {
        return new Reply(status, "application/json", Map.of(), JsonOut.object(body));
    }

    static Reply problem(Problem problem, JsonFields body) {
        return new Reply(problem.status(), PROBLEM, Map.of(), JsonOut.object(body), problem);
    }

    public static Reply noContent() {
        return new Reply(204, "", Map.of(), null);
    }

    /// The end of an answer whose lines have been written.
    static Reply rest() {
        return new Reply(200, "", Map.of(), null);
    }

    boolean isProblem() {
        return problem != null;
    }

    /// The same answer to a repetition of what was decided before.
    public Reply replayed() {
        return with(REPLAYED, "true");
    }

    /// Comes with when to come again.
    ///
    /// @param wait told in whole seconds, and never none
    public Reply retryAfter(Duration wait) {
        return with(
                RETRY_AFTER,
                Long.toString(Math.max(1, wait.plusNanos(999_999_999).toSeconds())));
    }

    /// Of an answer that ends lines, as much as may be left of them.
    int bodyBytes() {
        return body == null ? Limits.STREAM_WINDOW_BYTES : body.length();
    }

    public Reply with(String header, String value) {
        if (headers.isEmpty()) return new Reply(status, contentType, Map.of(header, value), body, problem);
        var all = new TreeMap<>(headers);
        all.put(header, value);
        return new Reply(status, contentType, all, body, problem);
    }

    /// What `HEAD` gets: all but the body.
    private Reply head() {
        if (body == null) return this;
        return new Reply(status, contentType, headers, null, problem)
                .with(HttpHeaders.CONTENT_TYPE.toString(), contentType)
                .with(HttpHeaders.CONTENT_LENGTH.toString(), Integer.toString(body.length()));
    }

    /// Writes the answer, without its body when `HEAD` asked for it; the future fails when the other side has left.
    public Future<Void> writeTo(HttpServerRequest request) {
        boolean isHead = HttpMethod.HEAD.equals(request.method());
        return (isHead ? head() : this).writeTo(request.response());
    }

    private Future<Void> writeTo(HttpServerResponse response) {
        if (response.headWritten()) return response.end();
        response.setStatusCode(status);
        MultiMap out = response.headers();
        headers.forEach(out::set);
        if (body == null) return response.end();
        out.set(HttpHeaders.CONTENT_TYPE, contentType);
        return response.end(body);
    }
}
