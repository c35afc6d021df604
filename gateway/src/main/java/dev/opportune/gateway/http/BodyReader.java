package dev.opportune.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes one request's body in, within bounds of size and time. What nobody reads is thrown away, within bounds too,
/// so that its sender gets to see the answer.
final class BodyReader {

    private static final Logger LOG = LoggerFactory.getLogger(BodyReader.class);
    private static final Buffer EMPTY = Buffer.buffer();

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final Promise<Body> whole = Promise.promise();
    private Buffer body = EMPTY;
    private boolean wanted;
    private long discardedBytes;
    private long timer = -1;

    private BodyReader(Vertx vertx, HttpServerRequest request) {
        this.vertx = vertx;
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
        var reader = new BodyReader(vertx, request);
        if (!request.isEnded()) reader.watch();
        return reader;
    }

    private void watch() {
        timer = vertx.setTimer(Limits.BODY_TIME.toMillis(), _ -> cutOff());
        request.handler(this::chunk);
        request.endHandler(_ -> {
            vertx.cancelTimer(timer);
            end();
        });
        // The other side has left: nobody is there to be answered.
        request.exceptionHandler(_ -> vertx.cancelTimer(timer));
    }

    /// Completes once the body is in, or is refused; never when its sender leaves before. Call it before the request's
    /// first event has been handled.
    Future<Body> read(Set<String> mediaTypes) {
        var refusal = MediaTypes.refusal(request, mediaTypes);
        if (refusal != null) return Future.succeededFuture(new Body.Refused(refusal));
        if (announcedBytes() > Limits.BODY_BYTES) return Future.succeededFuture(tooLarge());
        wanted = true;
        if (isExpected()) {
            return request.response().writeContinue().compose(_ -> whole.future());
        }
        return whole.future();
    }

    /// Leaves the body to a reader that takes it as it comes, with handlers of its own. Gives the answer to a body of
    /// another kind, or null. Call it before the request's first event has been handled.
    @Nullable
    Reply handOver(Set<String> mediaTypes) {
        var refusal = MediaTypes.refusal(request, mediaTypes);
        if (refusal != null) return refusal;
        vertx.cancelTimer(timer);
        if (isExpected()) request.response().writeContinue().onFailure(gone -> LOG.debug("the sender left", gone));
        return null;
    }

    /// Throws away what is left of a body that was handed over.
    void takeBack() {
        watch();
        request.resume();
    }

    private boolean isExpected() {
        return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
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

    /// Ends the stream, or, where a connection has only one, the connection: at once, where `HttpConnection.close`
    /// would wait for a client that does not read.
    void cutOff() {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset().onFailure(gone -> LOG.debug("a stream was gone before it was cut off", gone));
        } else {
            var _ = ((ConnectionBase) request.connection())
                    .channelHandlerContext()
                    .close();
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
