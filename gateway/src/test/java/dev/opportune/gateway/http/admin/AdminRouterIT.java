package dev.opportune.gateway.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.contract.CheckingHttpClient;
import dev.opportune.gateway.contract.Document;
import dev.opportune.gateway.http.GatewayServer;
import dev.opportune.gateway.http.Listening;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminRouterIT {

    private final AtomicReference<Future<Optional<String>>> redis =
            new AtomicReference<>(Future.succeededFuture(Optional.empty()));
    private final AtomicReference<Future<Optional<String>>> app =
            new AtomicReference<>(Future.succeededFuture(Optional.empty()));
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = CheckingHttpClient.ofOperators(HttpClient.newHttpClient());
    private int port;

    @BeforeEach
    void start() {
        var router = new AdminRouter(
                vertx,
                new Readiness(
                        stopping::get,
                        List.of(new Check("redis", true, redis::get), new Check("app shop", false, app::get))),
                meters);
        port = GatewayServer.listen(vertx, Listening.on("127.0.0.1", 0), router)
                .await()
                .port();
    }

    @AfterEach
    void stop() {
        client.close();
        vertx.close().await();
    }

    @Test
    void ready_is_who_finds_no_fault() throws Exception {
        var answer = get("/readyz");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"ready\",\"checks\":{\"redis\":\"ok\",\"app shop\":\"ok\"}}");
    }

    @Test
    void an_app_that_cannot_send_is_named_and_does_not_keep_the_others_sends_away() throws Exception {
        app.set(Future.succeededFuture(Optional.of("key_file: is empty")));
        var answer = get("/readyz");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"status\":\"degraded\"", "\"app shop\":\"key_file: is empty\"");
    }

    @Test
    void who_is_told_to_end_is_stopping_at_once_whatever_its_checks_take() throws Exception {
        redis.set(Promise.<Optional<String>>promise().future());
        stopping.set(true);
        var answer = get("/readyz");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("{\"status\":\"stopping\",\"checks\":{}}");
        assertThat(get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void a_fault_makes_unready_and_is_named_but_life_goes_on() throws Exception {
        redis.set(Future.succeededFuture(Optional.of("does not answer")));
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).contains("\"redis\":\"does not answer\"");

        redis.set(Future.failedFuture("broke"));
        assertThat(get("/readyz").body()).contains("\"redis\":\"broke\"");
        assertThat(get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void a_check_that_does_not_answer_does_not_hold_the_answer() throws Exception {
        redis.set(Promise.<Optional<String>>promise().future());

        assertThat(get("/readyz").statusCode()).isEqualTo(503);
    }

    @Test
    void metrics_are_in_prometheus_text() throws Exception {
        meters.counter("opportune.sends", "category", "c").increment();
        var answer = get("/metrics");

        assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body()).contains("opportune_sends_total{category=\"c\"} 1.0");
    }

    @Test
    void the_openapi_document_is_served_as_it_is() throws Exception {
        var answer = get("/openapi.yaml");

        assertThat(answer.headers().firstValue("content-type")).hasValue("application/yaml");
        try (var document = AdminRouter.class.getResourceAsStream("/openapi.yaml")) {
            assertThat(answer.body()).isEqualTo(new String(document.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void every_address_that_the_document_has_for_operators_answers() throws Exception {
        var addresses = Document.get().root().get("paths").names().stream()
                .filter(it -> !it.startsWith("/v1/"))
                .toList();

        assertThat(get("/").body()).contains(addresses);
        for (String address : addresses) assertThat(get(address).statusCode()).isEqualTo(200);
    }

    @Test
    void there_is_nothing_else() throws Exception {
        assertThat(get("/v1/sends").statusCode()).isEqualTo(404);
        assertThat(get("/v1/sends").headers().firstValue("content-type")).hasValue("application/problem+json");
        var post = HttpRequest.newBuilder(uri("/livez"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }

    /// The document does not speak of it.
    @Test
    void a_slash_too_many_is_forgiven() throws Exception {
        assertThat(raw("GET /livez/")).startsWith("HTTP/1.1 200 ").contains("\"alive\"");
    }

    @Test
    void what_cannot_be_served_is_a_problem_that_says_what_can() throws Exception {
        assertThat(raw("GET /live%zz")).startsWith("HTTP/1.1 400 ").contains("urn:opportune:problem:malformed");
        assertThat(raw("POST /livez"))
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("\r\nallow: GET, HEAD\r\n")
                .contains("urn:opportune:problem:method-not-allowed");
    }

    @Test
    void head_is_answered_like_get_without_the_body() throws Exception {
        for (String path : List.of("/livez", "/readyz", "/openapi.yaml", "/nowhere")) {
            var get = get(path);
            var head =
                    client.send(HttpRequest.newBuilder(uri(path)).HEAD().build(), HttpResponse.BodyHandlers.ofString());
            assertThat(head.statusCode()).as(path).isEqualTo(get.statusCode());
            assertThat(head.headers().map()).as(path).isEqualTo(get.headers().map());
            assertThat(head.body()).isEmpty();
        }
        assertThat(raw("HEAD /metrics")).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
    }

    @Test
    void a_request_says_once_for_whom_it_is() throws Exception {
        assertThat(rawHead("GET /livez HTTP/1.1\r\nConnection: close")).startsWith("HTTP/1.1 400 ");
        assertThat(rawHead("GET /livez HTTP/1.1\r\nHost: a\r\nHost: a\r\nConnection: close"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(rawHead("GET /livez HTTP/1.0")).startsWith("HTTP/1.0 200 ");
    }

    private String raw(String what) throws Exception {
        return rawHead(what + " HTTP/1.1\r\nHost: x\r\nConnection: close");
    }

    private String rawHead(String head) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
