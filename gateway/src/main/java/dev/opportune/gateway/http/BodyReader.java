package dev.opportune.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes one request's body in, within bounds of size and time. What nobody reads is thrown away, within bounds too,
/// so that its sender gets to see the answer.
final class BodyReader {

    private static final Logger LOG = LoggerFactory.getLogger(BodyReader.class);
    private static final Buffer EMPTY = Buffer.buffer();

    private final HttpServerRequest request;
    private final Promise<Body> whole = Promise.promise();
    private Buffer body = EMPTY;
    private boolean wanted;
    private long discardedBytes;

    private BodyReader(HttpServerRequest request) {
        this.request = request;
    }

    /// What came in.
    sealed interface Body {
        record Whole(Buffer bytes) implements Body {}

        /// It is not taken, and this is the answer.
        record Refused(Reply reply) implements Body {}
    }

    /// Watches a request from its very start.
    static BodyReader of(Vertx vertx, HttpServerRequest request) {
        var reader = new BodyReader(request);
        if (request.isEnded()) return reader;
        long timer = vertx.setTimer(Limits.BODY_TIME.toMillis(), it -> reader.cutOff());
        request.handler(reader::chunk);
        request.endHandler(end -> {
            vertx.cancelTimer(timer);
            reader.end();
        });
        // The other side has left: nobody is there to be answered.
        request.exceptionHandler(left -> vertx.cancelTimer(timer));
        return reader;
    }

    /// Completes once the body is in, or is refused; never when its sender leaves before. Call it before the request's
    /// first event has been handled.
    Future<Body> read(Set<String> mediaTypes) {
        var refusal = MediaTypes.refusal(request, mediaTypes);
        if (refusal != null) return Future.succeededFuture(new Body.Refused(refusal));
        if (announcedBytes() > Limits.BODY_BYTES) return Future.succeededFuture(tooLarge());
        wanted = true;
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            return request.response().writeContinue().compose(written -> whole.future());
        }
        return whole.future();
    }

    private void chunk(Buffer chunk) {
        if (wanted && body.length() + chunk.length() <= Limits.BODY_BYTES) {
            // Most bodies are one chunk: no copy then.
            body = body.length() == 0 ? chunk : body.copy().appendBuffer(chunk);
            return;
        }
        if (wanted) {
            wanted = false;
            body = EMPTY;
            whole.complete(tooLarge());
        }
        discardedBytes += chunk.length();
        if (discardedBytes > Limits.DISCARDED_BYTES) cutOff();
    }

    private void end() {
        if (wanted) whole.complete(new Body.Whole(body));
    }

    /// Ends the stream, or, where a connection has only one, the connection.
    private void cutOff() {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset().onFailure(gone -> LOG.debug("a stream was gone before it was cut off", gone));
        } else {
            request.connection().close().onFailure(gone -> LOG.debug("a connection was closed already", gone));
        }
    }

    private Body tooLarge() {
        return new Body.Refused(
                Problem.BODY_TOO_LARGE.because("more than " + Limits.BODY_BYTES + " bytes (expected: at most that)"));
    }

    /// What is not a number, or too long for one that we would take, counts as too large.
    private long announcedBytes() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) return 0;
        return length.matches("\\d{1,18}") ? Long.parseLong(length) : Long.MAX_VALUE;
    }
}
