package dev.opportune.gateway.http;

import dev.opportune.gateway.http.guard.ConnectionGuard;
import dev.opportune.gateway.json.Parsed;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A request that found its operation, from a caller who may make it. Used on the lane's event loop.
public final class Call {

    private final HttpServerRequest request;
    private final BodyReader body;
    private final Rights rights;
    private final @Nullable CallerBucket bucket;
    private final List<String> path;
    private final Map<String, String> query;
    private final Future<Void> answered;
    private final Consumer<Reply> lineMetrics;

    /// @param bucket what the caller's rate is taken from; null: it has none
    /// @param answered completes when the answer has left, or nobody is there to be answered
    Call(
            HttpServerRequest request,
            BodyReader body,
            Rights rights,
            @Nullable CallerBucket bucket,
            List<String> path,
            Map<String, String> query,
            Future<Void> answered,
            Consumer<Reply> lineMetrics) {
        this.request = request;
        this.body = body;
        this.rights = rights;
        this.bucket = bucket;
        this.path = path;
        this.query = query;
        this.answered = answered;
        this.lineMetrics = lineMetrics;
    }

    /// Who asks.
    public String caller() {
        return rights.caller();
    }

    /// What the caller may do.
    public Rights rights() {
        return rights;
    }

    /// The values of the template's variables, decoded.
    public List<String> path() {
        return path;
    }

    /// The parameters by name, decoded; none but those of the operation.
    public Map<String, String> query() {
        return query;
    }

    /// The values of a header, in their order.
    public List<String> header(String name) {
        return request.headers().getAll(name);
    }

    /// Whether nobody is there to be answered any more.
    public boolean hasLeft() {
        return request.response().closed();
    }

    /// Completes when the whole answer has gone to the other side's machine, or when there is none any more: until then
    /// it takes room here.
    public Future<Void> answered() {
        return answered;
    }

    /// Takes the body in, reads it, and hands on what it says; what is wrong with it is answered here.
    public <T> Future<Reply> withBody(
            Set<String> mediaTypes, Function<Buffer, Parsed<T>> reader, Function<T, Future<Reply>> use) {
        return body.read(mediaTypes, caller()).compose(read -> switch (read) {
            case BodyReader.Body.Refused(Reply reply) -> Future.succeededFuture(reply);
            case BodyReader.Body.Whole(Buffer bytes) ->
                switch (reader.apply(bytes)) {
                    case Parsed.Valid<T>(T value) -> use.apply(value);
                    case Parsed.Invalid<T>(var errors) -> Future.succeededFuture(Problem.malformed(errors));
                };
        });
    }

    /// Whether the body says to be lines.
    public boolean saysToBeLines() {
        return MediaTypes.saysToBe(request, MediaTypes.LINES);
    }

    /// One of its lines was answered with this.
    void answeredLine(Reply reply) {
        lineMetrics.accept(reply);
    }

    /// Gives the answer to a body that is not lines, or null: then [LineStream#start] takes it as it comes. Call it
    /// before the request's first event has been handled.
    @Nullable
    Reply refuseUnlessLines() {
        return body.handOver(MediaTypes.LINES);
    }

    /// Draws once from the caller's rate; gives what to answer when it calls too often. For an operation that draws
    /// itself.
    public Optional<Reply> draw() {
        if (bucket == null) return Optional.empty();
        var found = bucket.take(System.nanoTime());
        return found.isTaken() ? Optional.empty() : Optional.of(bucket.tooOften(caller(), found));
    }

    /// Something came of what was asked.
    public void cameToSomething() {
        var guard = ConnectionGuard.of(request.connection());
        if (guard != null) guard.isOfUse();
    }

    /// Nothing came of what was asked: costs the caller's rate nothing, and in the end the connection a rest.
    public void cameToNothing() {
        if (bucket == null || !bucket.isFruitless(System.nanoTime())) return;
        var guard = ConnectionGuard.of(request.connection());
        if (guard != null) guard.restUnlessOfUse();
    }

    /// What the caller's rate is taken from; null: it has none.
    @Nullable
    CallerBucket bucket() {
        return bucket;
    }

    HttpServerRequest request() {
        return request;
    }

    BodyReader body() {
        return body;
    }
}
