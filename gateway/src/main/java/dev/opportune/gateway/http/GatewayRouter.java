package dev.opportune.gateway.http;

import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.send.Sends;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.event.Events;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.user.Users;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers every request of the wire contract: finds the route, knows the caller, asks the endpoint, writes the reply.
/// One for each lane, on the lane's event loop.
///
/// It matches paths itself, as they came: a router that resolves dot segments first would take
/// `DELETE /v1/users/ada/devices/%2E%2E` for `DELETE /v1/users/ada/`.
public final class GatewayRouter implements Handler<HttpServerRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayRouter.class);

    private final Vertx vertx;
    private final Authenticator authenticator;
    private final List<Route> routes;
    private final HttpMetrics metrics;

    private GatewayRouter(Vertx vertx, Authenticator authenticator, List<Route> routes, HttpMetrics metrics) {
        this.vertx = vertx;
        this.authenticator = authenticator;
        this.routes = routes;
        this.metrics = metrics;
    }

    /// A router over one lane's services.
    ///
    /// @param prefix of the keys in Redis, which tells one gateway's events from another's
    /// @param apps those that are configured
    /// @param policy gives the one in force
    public static GatewayRouter create(
            Vertx vertx,
            Authenticator authenticator,
            Sends sends,
            Users users,
            Events events,
            String prefix,
            KnownApps apps,
            Supplier<Policy> policy,
            HttpMetrics metrics) {
        return create(vertx, authenticator, sends, users, events, prefix, apps, policy, metrics, Limits.STREAM_STALL);
    }

    /// @param streamStall after how long a client that neither sends lines nor reads answers is cut off
    static GatewayRouter create(
            Vertx vertx,
            Authenticator authenticator,
            Sends sends,
            Users users,
            Events events,
            String prefix,
            KnownApps apps,
            Supplier<Policy> policy,
            HttpMetrics metrics,
            Duration streamStall) {
        var send = new SendEndpoint(sends, apps);
        var routes = List.of(
                send.sends(),
                send.send(),
                new ImportEndpoint(vertx, users, apps, policy, streamStall).route(),
                new UserEndpoint(users).route(),
                new DeviceEndpoint(users, apps).route(),
                new PreferencesEndpoint(users, policy).route(),
                new ExportEndpoint(users).route(),
                new EventsEndpoint(vertx, events, prefix, metrics).route());
        return new GatewayRouter(vertx, authenticator, routes, metrics);
    }

    /// All that is served.
    List<Route> routes() {
        return routes;
    }

    @Override
    public void handle(HttpServerRequest request) {
        metrics.began();
        request.response().endHandler(_ -> metrics.ended());
        var body = BodyReader.of(vertx, request);
        String path = request.path();
        var segments = path == null || !path.startsWith("/")
                ? List.<String>of()
                : List.of(path.substring(1).split("/", -1));
        for (var route : routes) {
            var variables = route.match(segments);
            if (variables.isPresent()) {
                answer(request, route, variables.get(), body);
                return;
            }
        }
        write(request, "other", Problem.NOT_FOUND.because("no such address (expected: one that begins with /v1)"));
    }

    private void answer(HttpServerRequest request, Route route, List<String> variables, BodyReader body) {
        Future<Reply> reply;
        try {
            reply = call(request, route, variables, body);
        } catch (CallerMistake mistake) {
            reply = Future.succeededFuture(Problem.MALFORMED.because(mistake.detail()));
        } catch (RuntimeException defect) {
            reply = Future.failedFuture(defect);
        }
        reply.otherwise(GatewayRouter::failed).onSuccess(it -> write(request, route.template(), it));
    }

    private Future<Reply> call(HttpServerRequest request, Route route, List<String> variables, BodyReader body) {
        var operation = route.operations().get(request.method());
        if (operation == null) {
            String allow = route.allow();
            return Future.succeededFuture(Problem.METHOD_NOT_ALLOWED
                    .because(request.method().name() + " (expected: " + allow + ")")
                    .with("Allow", allow));
        }
        var identity = authenticator.identify(request.headers().getAll("Authorization"));
        if (identity.isEmpty()) return Future.succeededFuture(unauthenticated());
        var caller = identity.get();
        var bucket = caller.bucket();
        if (bucket != null) {
            var found = bucket.take(System.nanoTime());
            if (!found.mayCome()) return Future.succeededFuture(tooOften(caller, bucket, found));
        }
        return call(request, operation, caller, variables, body);
    }

    private static Future<Reply> call(
            HttpServerRequest request,
            Route.Operation operation,
            Authenticator.Identity caller,
            List<String> variables,
            BodyReader body) {
        if (!caller.scopes().contains(operation.scope())) {
            return Future.succeededFuture(forbidden(caller, operation.scope()));
        }
        return operation
                .endpoint()
                .answer(new Call(
                        request,
                        body,
                        caller.name(),
                        variables.stream().map(Percent::decode).toList(),
                        Query.parse(request.query(), operation.query())));
    }

    private void write(HttpServerRequest request, String route, Reply reply) {
        metrics.answered(route, reply.status());
        var response = request.response();
        if (response.closed() || response.ended()) return;
        Future<Void> written;
        if (mayMisreadWhatFollows(request)) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            written = reply.writeTo(response).eventually(request.connection()::close);
        } else {
            written = reply.writeTo(response);
        }
        written.onFailure(left -> LOG.debug("the caller left before its answer", left));
    }

    /// A caller that was refused while it waited for `100 Continue` may send its body or not: nobody can tell where the
    /// next request begins.
    private static boolean mayMisreadWhatFollows(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_2
                && request.headers().contains(HttpHeaders.EXPECT)
                && !request.isEnded();
    }

    private static Reply unauthenticated() {
        return Problem.UNAUTHENTICATED
                .because("no key that is known (expected: Authorization: Bearer <key>)")
                .with("WWW-Authenticate", "Bearer realm=\"opportune\"");
    }

    private static Reply tooOften(Authenticator.Identity caller, CallerBucket bucket, CallerBucket.Found found) {
        return Problem.RATE_LIMITED
                .because("caller " + caller.name() + " calls more often than it may: nothing was taken")
                .with("Retry-After", Problem.retryAfter(Duration.ofNanos(found.nextInNanos())))
                .with("RateLimit", CallerBucket.left(found))
                .with("RateLimit-Policy", bucket.policy());
    }

    private static Reply forbidden(Authenticator.Identity caller, Scope scope) {
        return Problem.FORBIDDEN
                .because("caller " + caller.name() + " lacks the scope " + scope.word())
                .with(
                        "WWW-Authenticate",
                        "Bearer realm=\"opportune\", error=\"insufficient_scope\", scope=\"" + scope.word() + '"');
    }

    /// What is said of a failed future.
    static Reply failed(Throwable failure) {
        if (failure instanceof StorageUnavailableException storage) return unavailable(storage);
        String id = UUID.randomUUID().toString();
        LOG.error("a request failed, correlation id {}", id, failure);
        return Problem.INTERNAL.because(
                "logged under the correlation id", json -> json.writeStringField("correlation_id", id));
    }

    private static Reply unavailable(StorageUnavailableException storage) {
        var problem = storage.mayHaveRun()
                ? Problem.OUTCOME_UNKNOWN.because("it may have been done; it may be asked again without harm")
                : Problem.STORAGE_UNAVAILABLE.because("nothing was done: try again later");
        return problem.with("Retry-After", Problem.retryAfter(Limits.RETRY));
    }
}
