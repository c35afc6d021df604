package dev.opportune.gateway.http;

import dev.opportune.gateway.http.guard.ConnectionGuard;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers every request of the wire contract: finds the route, knows the caller, asks the endpoint, writes the reply.
/// One for each lane, on the lane's event loop.
///
/// It matches paths itself, exactly as they came: a router that resolves dot segments first would take
/// `DELETE /v1/users/ada/devices/%2E%2E` for `DELETE /v1/users/ada`, one that forgives a slash `DELETE /v1/users/ada/`.
public final class GatewayRouter implements Handler<HttpServerRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayRouter.class);

    private final Vertx vertx;
    private final Authenticator authenticator;
    private final List<Route> routes;

    /// Those without variables, by their path.
    private final Map<String, Route> literals;

    private final Reply noSuchAddress;
    private final HttpMetrics metrics;
    private final BodyBudget bodies = new BodyBudget(Limits.BODIES_BYTES);
    private final LateBodies late;
    private final Places inHand = new Places("requests", Limits.REQUESTS, Limits.REQUESTS_OF_CALLER);

    /// @param routes all that is served; no two of them may share an address
    public GatewayRouter(Vertx vertx, Authenticator authenticator, List<Route> routes, HttpMetrics metrics) {
        this(vertx, authenticator, routes, metrics, Limits.BODY_TIME);
    }

    /// @param bodyTime how long a body may take
    GatewayRouter(
            Vertx vertx, Authenticator authenticator, List<Route> routes, HttpMetrics metrics, Duration bodyTime) {
        var shapes = new HashSet<String>();
        for (var route : routes) {
            if (!shapes.add(route.shape())) throw new IllegalArgumentException(route.template() + " is served twice");
        }
        this.vertx = vertx;
        this.late = new LateBodies(vertx, bodyTime);
        this.authenticator = authenticator;
        this.routes = List.copyOf(routes);
        this.literals = routes.stream()
                .filter(Route::isLiteral)
                .collect(Collectors.toUnmodifiableMap(Route::template, Function.identity()));
        this.noSuchAddress = Problem.NOT_FOUND.because("no such address (expected: "
                + String.join(", ", routes.stream().map(Route::template).toList()) + ")");
        this.metrics = metrics;
    }

    @Override
    public void handle(HttpServerRequest request) {
        metrics.began();
        var body = BodyReader.of(vertx, request, bodies, late);
        String path = request.path();
        var literal = path == null ? null : literals.get(path);
        if (literal != null) {
            answer(request, literal, List.of(), body);
            return;
        }
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
        write(request, "other", noSuchAddress, answered(request));
    }

    /// Completes when the answer has gone, or when nobody is there to take it.
    private Promise<Void> answered(HttpServerRequest request) {
        Promise<Void> answered = Promise.promise();
        request.response().closeHandler(_ -> over(answered));
        return answered;
    }

    private void over(Promise<Void> answered) {
        if (answered.tryComplete()) metrics.ended();
    }

    private void answer(HttpServerRequest request, Route route, List<String> variables, BodyReader body) {
        var answered = answered(request);
        Future<Reply> reply;
        try {
            reply = call(request, route, variables, body, answered.future());
        } catch (CallerMistake mistake) {
            reply = Future.succeededFuture(Problem.MALFORMED.because(mistake.detail()));
        } catch (RuntimeException defect) {
            reply = Future.failedFuture(defect);
        }
        reply.onComplete((it, failure) ->
                write(request, route.template(), failure == null ? it : FailedCall.reply(failure), answered));
    }

    private Future<Reply> call(
            HttpServerRequest request, Route route, List<String> variables, BodyReader body, Future<Void> answered) {
        var operation = route.operation(request.method());
        if (operation == null) {
            String allow = route.allow();
            return Future.succeededFuture(Problem.METHOD_NOT_ALLOWED
                    .because(request.method().name() + " (expected: " + allow + ")")
                    .with("Allow", allow));
        }
        var authorization = request.headers().getAll("Authorization");
        var identity =
                authenticator.identify(authorization, request.connection().sslSession());
        if (identity.isEmpty()) {
            authenticator.refused(authorization, request.remoteAddress());
            var nobody = unauthenticated();
            metrics.answered(null, nobody);
            return Future.succeededFuture(nobody);
        }
        var caller = identity.get();
        return counted(
                caller.rights().caller(), () -> call(request, route, operation, caller, variables, body, answered));
    }

    /// What the caller is answered, a defect and its own mistake included.
    private Future<Reply> counted(String caller, Supplier<Future<Reply>> call) {
        Future<Reply> reply;
        try {
            reply = call.get();
        } catch (CallerMistake mistake) {
            reply = Future.succeededFuture(Problem.MALFORMED.because(mistake.detail()));
        } catch (RuntimeException defect) {
            reply = Future.failedFuture(defect);
        }
        return reply.otherwise(FailedCall::reply).onSuccess(it -> metrics.answered(caller, it));
    }

    private Future<Reply> call(
            HttpServerRequest request,
            Route route,
            Route.Operation operation,
            Authenticator.Identity caller,
            List<String> variables,
            BodyReader body,
            Future<Void> answered) {
        String name = caller.rights().caller();
        var guard = ConnectionGuard.of(request.connection());
        if (guard != null) guard.knowsCaller(request.connection(), name, Limits.CONCURRENT_STREAMS);
        var bucket = caller.bucket();
        if (bucket != null && !operation.drawsItself()) {
            long now = System.nanoTime();
            var found = bucket.take(now);
            if (!found.isTaken()) {
                if (guard != null && bucket.isHeedless(now)) guard.rest();
                return Future.succeededFuture(bucket.tooOften(name, found));
            }
        }
        var full = inHand.take(name);
        if (full.isPresent()) return Future.succeededFuture(full.get());
        answered.onComplete(_ -> inHand.giveBack(name));
        return call(
                request,
                operation,
                caller,
                variables,
                body,
                answered,
                line -> metrics.answeredLine(route.template(), name, line));
    }

    private static Future<Reply> call(
            HttpServerRequest request,
            Route.Operation operation,
            Authenticator.Identity caller,
            List<String> variables,
            BodyReader body,
            Future<Void> answered,
            Consumer<Reply> lineMetrics) {
        var rights = caller.rights();
        if (!operation.isOpenTo(rights)) return Future.succeededFuture(rights.lacks(operation.scope()));
        return operation
                .endpoint()
                .answer(new Call(
                        request,
                        body,
                        rights,
                        caller.bucket(),
                        variables.isEmpty()
                                ? variables
                                : variables.stream().map(Percent::decode).toList(),
                        Query.parse(request.query(), operation.query()),
                        answered,
                        lineMetrics));
    }

    private void write(HttpServerRequest request, String route, Reply reply, Promise<Void> answered) {
        metrics.answered(route, reply.status());
        var response = request.response();
        if (response.closed() || response.ended()) {
            over(answered);
            return;
        }
        Future<Void> written;
        if (mayMisreadWhatFollows(request) || hasWornOutCertificate(request, reply)) {
            written = endConnection(request, reply);
        } else {
            written = reply.writeTo(request);
        }
        var guard = ConnectionGuard.of(request.connection());
        if (guard != null) guard.awaits(request, reply.bodyBytes(), written);
        written.onComplete((_, left) -> {
            if (left != null) LOG.debug("the caller left before its answer", left);
            over(answered);
        });
    }

    private static Future<Void> endConnection(HttpServerRequest request, Reply reply) {
        var guard = ConnectionGuard.of(request.connection());
        if (guard != null) guard.owesLastAnswer();
        if (request.version() == HttpVersion.HTTP_2) {
            return reply.writeTo(request).eventually(() -> request.connection().shutdown());
        }
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        return reply.writeTo(request).eventually(request.connection()::close);
    }

    /// A caller that was refused while it waited for `100 Continue` may send its body or not: nobody can tell where the
    /// next request begins.
    private static boolean mayMisreadWhatFollows(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_2
                && request.headers().contains(HttpHeaders.EXPECT)
                && !request.isEnded();
    }

    /// A client certificate is shown once a connection, so one that is taken no more must be shown on another.
    private static boolean hasWornOutCertificate(HttpServerRequest request, Reply reply) {
        return reply.status() == Problem.UNAUTHENTICATED.status()
                && request.isSSL()
                && !request.headers().contains(HttpHeaders.AUTHORIZATION);
    }

    private static Reply unauthenticated() {
        return Problem.UNAUTHENTICATED
                .because("no key that is known (expected: Authorization: Bearer <key>)")
                .with("WWW-Authenticate", "Bearer realm=\"opportune\"");
    }
}
