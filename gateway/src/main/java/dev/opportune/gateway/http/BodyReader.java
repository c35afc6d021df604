package dev.opportune.gateway.http;

import dev.opportune.gateway.http.guard.ConnectionGuard;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.streams.ReadStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes one request's body in, within bounds of size and time. What nobody reads is thrown away, within bounds too,
/// so that its sender gets to see the answer.
final class BodyReader {

    private static final Logger LOG = LoggerFactory.getLogger(BodyReader.class);
    private static final Buffer EMPTY = Buffer.buffer();

    /// Of a `long`, whatever they are.
    private static final int MOST_DIGITS = 18;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final BodyBudget budget;
    private final LateBodies late;
    private final Promise<Body> whole = Promise.promise();
    private Buffer body = EMPTY;
    private boolean isOurs;
    private String caller = "";
    private int kept;
    private boolean wanted;
    /// What inflates it; null: it comes as it is.
    private @Nullable Gunzip gunzip;
    private long takenBytes;
    private long discardedBytes;

    private BodyReader(Vertx vertx, HttpServerRequest request, BodyBudget budget, LateBodies late) {
        this.vertx = vertx;
        this.request = request;
        this.budget = budget;
        this.late = late;
    }

    /// What came in.
    sealed interface Body {
        record Whole(Buffer bytes) implements Body {}

        /// It is not taken, and this is the answer.
        record Refused(Reply reply) implements Body {}
    }

    /// Watches a request from its very start.
    ///
    /// @param budget the lane's
    /// @param late the lane's
    static BodyReader of(Vertx vertx, HttpServerRequest request, BodyBudget budget, LateBodies late) {
        var reader = new BodyReader(vertx, request, budget, late);
        if (!request.isEnded()) reader.watch();
        return reader;
    }

    private void watch() {
        late.began(this);
        request.handler(this::chunk);
        request.endHandler(_ -> {
            late.ended(this);
            end();
        });
        // The other side has left: nobody is there to be answered.
        request.exceptionHandler(_ -> {
            late.ended(this);
            forget();
        });
    }

    /// Completes once the body is in, or is refused; never when its sender leaves before. Call it before the request's
    /// first event has been handled.
    ///
    /// @param caller whose part of the budget it takes
    Future<Body> read(Set<String> mediaTypes, String caller) {
        var refusal = MediaTypes.refusal(request, mediaTypes);
        if (refusal != null) return Future.succeededFuture(new Body.Refused(refusal));
        boolean isGzip = ContentCoding.of(request) == ContentCoding.GZIP;
        if (announcedBytes() > (isGzip ? Limits.GZIP_BYTES : Limits.BODY_BYTES)) {
            return Future.succeededFuture(new Body.Refused(tooLarge()));
        }
        wanted = true;
        this.caller = caller;
        if (isGzip) gunzip = new Gunzip();
        if (isExpected()) {
            return request.response().writeContinue().compose(_ -> whole.future());
        }
        return whole.future();
    }

    /// Leaves the body to a reader that takes it as it comes, with handlers of its own: [#stream]. Gives the answer to
    /// a body of another kind, or null. Call it before the request's first event has been handled.
    @Nullable
    Reply handOver(Set<String> mediaTypes) {
        var refusal = MediaTypes.refusal(request, mediaTypes);
        if (refusal != null) return refusal;
        late.ended(this);
        if (isExpected()) request.response().writeContinue().onFailure(gone -> LOG.debug("the sender left", gone));
        return null;
    }

    /// The bytes of a body that was handed over, inflated where they come as gzip.
    ReadStream<Buffer> stream() {
        return ContentCoding.of(request) == ContentCoding.GZIP ? new InflatedBody(vertx, request) : request;
    }

    /// Throws away what is left of a body that was handed over.
    void takeBack() {
        if (request.isEnded()) return;
        watch();
        request.resume();
    }

    private boolean isExpected() {
        return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }

    private void chunk(Buffer chunk) {
        var refusal = wanted ? keep(chunk) : null;
        if (refusal != null) refuse(refusal);
        if (!wanted) discard(chunk);
    }

    /// Gives what there is to say against it, or null.
    private @Nullable Reply keep(Buffer chunk) {
        if (gunzip == null) return append(chunk);
        takenBytes += chunk.length();
        if (takenBytes > Limits.GZIP_BYTES) return tooLarge();
        try {
            gunzip.add(chunk);
            for (var step = gunzip.next(); step != null; step = gunzip.next()) {
                var refusal = append(step);
                if (refusal != null) return refusal;
            }
            return null;
        } catch (Gunzip.CorruptException e) {
            return Problem.MALFORMED.because(e.detail());
        }
    }

    private @Nullable Reply append(Buffer bytes) {
        if (body.length() + bytes.length() > Limits.BODY_BYTES) return tooLarge();
        if (!budget.take(caller, bytes.length())) return noRoom();
        kept += bytes.length();
        if (body.length() == 0) {
            // Most bodies are one part: no copy then.
            body = bytes;
        } else {
            if (!isOurs) body = body.copy();
            isOurs = true;
            body.appendBuffer(bytes);
        }
        return null;
    }

    private void discard(Buffer chunk) {
        discardedBytes += chunk.length();
        if (discardedBytes > Limits.DISCARDED_BYTES) cutOff();
    }

    private void refuse(Reply why) {
        forget();
        whole.complete(new Body.Refused(why));
    }

    private void end() {
        if (!wanted) return;
        try {
            if (gunzip != null) gunzip.finish();
        } catch (Gunzip.CorruptException e) {
            refuse(Problem.MALFORMED.because(e.detail()));
            return;
        }
        var bytes = body;
        forget();
        whole.complete(new Body.Whole(bytes));
    }

    private void forget() {
        wanted = false;
        budget.giveBack(caller, kept);
        kept = 0;
        body = EMPTY;
        if (gunzip != null) gunzip.close();
        gunzip = null;
    }

    /// Ends the stream, or, where a connection has only one, the connection: at once, where `HttpConnection.close`
    /// would wait for a client that does not read.
    void cutOff() {
        forget();
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset().onFailure(gone -> LOG.debug("a stream was gone before it was cut off", gone));
        } else {
            var _ = ((ConnectionBase) request.connection())
                    .channelHandlerContext()
                    .close();
        }
    }

    /// The same for a client that reads nothing, which is left no time to read why.
    void cutOffUnread() {
        if (request.version() != HttpVersion.HTTP_2) {
            ConnectionGuard.of(request.connection()).ifPresent(ConnectionGuard::owesNothing);
        }
        cutOff();
    }

    private static Reply noRoom() {
        return Problem.OVERLOADED
                .because("too many bodies are under way: nothing was taken")
                .retryAfter(Limits.RETRY);
    }

    private Reply tooLarge() {
        return Problem.BODY_TOO_LARGE.because("more than " + Limits.BODY_BYTES + " bytes (expected: at most that)");
    }

    /// What is not a number, or too long for one that we would take, counts as too large.
    private long announcedBytes() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) return 0;
        return isNumber(length) ? Long.parseLong(length) : Long.MAX_VALUE;
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') return false;
        }
        return !text.isEmpty() && text.length() <= MOST_DIGITS;
    }
}
