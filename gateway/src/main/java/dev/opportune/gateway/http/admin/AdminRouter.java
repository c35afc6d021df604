package dev.opportune.gateway.http.admin;

import dev.opportune.gateway.http.FailedCall;
import dev.opportune.gateway.http.Problem;
import dev.opportune.gateway.http.Reply;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What operators and their machines ask: `/livez`, `/readyz`, `/metrics` and `/openapi.yaml`. On a port of its own,
/// without keys.
///
/// Nothing here can be changed, and a request a second is a lot: Vert.x Web routes it, and forgives a slash too many.
public final class AdminRouter implements Handler<HttpServerRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(AdminRouter.class);
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    /// RFC 9512.
    private static final String YAML_TYPE = "application/yaml";

    private final Router router;

    /// @param readiness what `/readyz` tells
    /// @param meters what `/metrics` shows
    public AdminRouter(Vertx vertx, Readiness readiness, PrometheusMeterRegistry meters) {
        this(vertx, readiness, meters, false);
    }

    /// @param examples whether histograms show traces as examples, which OpenMetrics alone has words for: then it is
    ///     given to whoever takes it
    public AdminRouter(Vertx vertx, Readiness readiness, PrometheusMeterRegistry meters, boolean examples) {
        router = Router.router(vertx);
        var document = new Reply(200, YAML_TYPE, Map.of(), document());
        // Whoever can answer at all is alive: a restart would not bring Redis back.
        get("/livez").handler(at -> write(at, Reply.json(200, json -> json.writeStringField("status", "alive"))));
        get("/readyz").handler(at -> readiness.reply().onSuccess(reply -> write(at, reply)));
        get("/metrics").handler(at -> write(at, metrics(meters, examples && takesOpenMetrics(at))));
        get("/openapi.yaml").handler(at -> write(at, document));
        answerTheRest();
    }

    @Override
    public void handle(HttpServerRequest request) {
        router.handle(request);
    }

    /// `HEAD` is answered wherever `GET` is.
    private Route get(String path) {
        return router.get(path).method(HttpMethod.HEAD);
    }

    private void answerTheRest() {
        var addresses = router.getRoutes().stream().map(Route::getPath).toList();
        String known = "no such address (expected: one of " + String.join(", ", addresses) + ")";
        router.errorHandler(400, at -> write(at, Problem.MALFORMED.because("the address is not percent-encoded")));
        router.errorHandler(404, at -> write(at, Problem.NOT_FOUND.because(known)));
        router.errorHandler(
                405,
                at -> write(
                        at,
                        Problem.METHOD_NOT_ALLOWED
                                .because("(expected: GET or HEAD)")
                                .with("Allow", "GET, HEAD")));
        router.errorHandler(500, at -> write(at, FailedCall.reply(failure(at))));
    }

    private static Throwable failure(RoutingContext at) {
        return Objects.requireNonNullElseGet(at.failure(), () -> new IllegalStateException("failed without a cause"));
    }

    private static Reply metrics(PrometheusMeterRegistry meters, boolean open) {
        var type = open ? OPEN_METRICS_TYPE : METRICS_TYPE;
        return new Reply(200, type, Map.of(), Buffer.buffer(meters.scrape(type)));
    }

    /// Whoever names it prefers it: Prometheus does.
    private static boolean takesOpenMetrics(RoutingContext at) {
        var accept = at.request().getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains(OPEN_METRICS);
    }

    private static Buffer document() {
        try (var document = AdminRouter.class.getResourceAsStream("/openapi.yaml")) {
            return Buffer.buffer(Objects.requireNonNull(document).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the document is in the program, and cannot fail to be read", e);
        }
    }

    private static void write(RoutingContext at, Reply reply) {
        reply.writeTo(at.request()).onFailure(left -> LOG.debug("the operator left before the answer", left));
    }
}
