package dev.opportune.gateway.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What operators and their machines ask: `/livez`, `/readyz`, `/metrics` and `/openapi.yaml`. On a port of its own,
/// without keys.
public final class AdminRouter implements Handler<HttpServerRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(AdminRouter.class);
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    /// RFC 9512.
    private static final String YAML_TYPE = "application/yaml";

    private static final int CHECK_SECONDS = 2;

    private final List<Check> checks;
    private final PrometheusMeterRegistry meters;
    private final Buffer document = document();

    private AdminRouter(List<Check> checks, PrometheusMeterRegistry meters) {
        this.checks = checks;
        this.meters = meters;
    }

    /// One thing that operators want to be well.
    ///
    /// @param name for people, such as `redis`
    /// @param vital whether sends should go elsewhere while it is not
    /// @param fault says what is wrong now, if anything is; a failed future says so, too
    public record Check(String name, boolean vital, Supplier<Future<Optional<String>>> fault) {}

    /// A router that is ready when none of the vital checks finds a fault.
    public static AdminRouter create(List<Check> checks, PrometheusMeterRegistry meters) {
        return new AdminRouter(List.copyOf(checks), meters);
    }

    @Override
    public void handle(HttpServerRequest request) {
        var response = request.response();
        if (!request.method().equals(HttpMethod.GET)) {
            write(request, Problem.METHOD_NOT_ALLOWED.because("(expected: GET)").with("Allow", "GET"));
            return;
        }
        switch (String.valueOf(request.path())) {
            // Whoever can answer at all is alive: a restart would not bring Redis back.
            case "/livez" -> write(request, Reply.json(200, json -> json.writeStringField("status", "alive")));
            case "/readyz" -> readiness().onSuccess(reply -> write(request, reply));
            case "/metrics" ->
                response.putHeader(HttpHeaders.CONTENT_TYPE, METRICS_TYPE)
                        .end(meters.scrape(METRICS_TYPE))
                        .onFailure(AdminRouter::left);
            case "/openapi.yaml" ->
                response.putHeader(HttpHeaders.CONTENT_TYPE, YAML_TYPE)
                        .end(document)
                        .onFailure(AdminRouter::left);
            default ->
                write(
                        request,
                        Problem.NOT_FOUND.because(
                                "no such address (expected: /livez, /readyz, /metrics or /openapi.yaml)"));
        }
    }

    private Future<Reply> readiness() {
        var findings = checks.stream().map(AdminRouter::find).toList();
        return Future.all(findings).map(all -> {
            boolean ready = true;
            boolean well = true;
            for (int i = 0; i < checks.size(); i++) {
                boolean faulty = findings.get(i).result().isPresent();
                ready &= !(faulty && checks.get(i).vital());
                well &= !faulty;
            }
            String status = ready ? well ? "ready" : "degraded" : "not ready";
            return Reply.json(ready ? 200 : 503, json -> {
                json.writeStringField("status", status);
                json.writeObjectFieldStart("checks");
                for (int i = 0; i < checks.size(); i++) {
                    json.writeStringField(
                            checks.get(i).name(), findings.get(i).result().orElse("ok"));
                }
                json.writeEndObject();
            });
        });
    }

    /// A check that does not answer has found its fault.
    private static Future<Optional<String>> find(Check check) {
        return Future.<Optional<String>>future(promise -> check.fault().get().onComplete(promise))
                .timeout(CHECK_SECONDS, TimeUnit.SECONDS)
                .otherwise(failure -> Optional.of(String.valueOf(failure.getMessage())));
    }

    private static Buffer document() {
        try (var document = AdminRouter.class.getResourceAsStream("/openapi.yaml")) {
            return Buffer.buffer(Objects.requireNonNull(document).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the document is in the program, and cannot fail to be read", e);
        }
    }

    private static void write(HttpServerRequest request, Reply reply) {
        reply.writeTo(request.response()).onFailure(AdminRouter::left);
    }

    private static void left(Throwable failure) {
        LOG.debug("the operator left before the answer", failure);
    }
}
