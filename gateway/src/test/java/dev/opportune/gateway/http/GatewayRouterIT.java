package dev.opportune.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.contract.CheckingHttpClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayRouterIT {

    private static final String SEND = "{'user':'u-1','category':'c','content':{'title':'t'}}";
    private static final String HEAD = "Host: x\r\nAuthorization: Bearer full-key\r\n";

    @RegisterExtension
    private static final RunningGateway gateway = new RunningGateway();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1",
                "/v1/",
                "/v1/sends/",
                "/v2/sends",
                "/v1/sends/a/b",
                "/V1/sends",
                "/v1//sends",
                "/metrics"
            })
    void an_unknown_address_is_404(String path) {
        var answer = gateway.call("GET", path, null);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.problem()).isEqualTo("not-found");
        assertThat(answer.json().get("detail").asText())
                .contains("/v1/sends, /v1/sends/{send_id}, /v1/templates/{id}/test, /v1/users, ", "/v1/users/{user}/devices/{device_id}, ")
                .doesNotContain("begins with");
    }

    @Test
    void head_is_answered_like_get_without_the_body() {
        var _ = gateway.call("PUT", "/v1/users/ada", "{}");
        for (String path :
                List.of("/v1/users/ada", "/v1/users/ada/preferences", "/v1/users/nobody", "/v1/sends/none")) {
            var get = gateway.call("GET", path, null);
            var head = gateway.call("HEAD", path, null);
            assertThat(head.status()).as(path).isEqualTo(get.status());
            assertThat(head.response().headers().map())
                    .as(path)
                    .isEqualTo(get.response().headers().map())
                    .containsEntry(
                            "content-length",
                            List.of(Integer.toString(get.response().body().length)));
            assertThat(head.response().body()).isEmpty();
        }
        assertThat(gateway.call("HEAD", "/v1/users/ada", null, "Authorization", "Bearer sends-key")
                        .status())
                .isEqualTo(403);
        assertThat(gateway.raw("HEAD /v1/users/ada HTTP/1.1\r\n" + HEAD + "Connection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1\r\n",
                "HTTP/1.1\r\nHost: a\r\nHost: a\r\n",
                "HTTP/1.1\r\nHost: a\r\nhOST: b\r\n",
                "HTTP/1.0\r\nHost: a\r\nHost: b\r\n",
                "HTTP/1.1\r\nHost: a, b\r\n",
                "HTTP/1.1\r\nHost: a/b\r\n",
                "HTTP/1.1\r\nHost: u@a\r\n"
            })
    void a_request_says_once_for_whom_it_is(String rest) {
        String answer = gateway.raw("GET /v1/sends/s-1 " + rest + "Authorization: Bearer full-key\r\n\r\n");

        assertThat(answer).contains(" 400 Bad Request\r\n", "urn:opportune:problem:malformed", "Host");
        assertThat(gateway.sends.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0\r\n",
                "HTTP/1.0\r\nHost: a\r\n",
                "HTTP/1.1\r\nHost:\r\n",
                "HTTP/1.1\r\nHost: push_gw.svc.cluster.local:8080\r\n",
                "HTTP/1.1\r\nHost: [::1]:8080\r\n"
            })
    void a_host_is_a_name_or_an_address(String rest) {
        assertThat(gateway.raw(
                        "GET /v1/sends/s-1 " + rest + "Authorization: Bearer full-key\r\nConnection: close\r\n\r\n"))
                .contains(" 404 Not Found\r\n");
    }

    @Test
    void a_method_that_is_not_there_is_405_and_names_those_that_are() {
        assertThat(gateway.call("GET", "/v1/sends", null).header("allow")).isEqualTo("DELETE, POST");
        assertThat(gateway.call("PUT", "/v1/sends/s-1", SEND).header("allow")).isEqualTo("DELETE, GET, HEAD");
        assertThat(gateway.call("HEAD", "/v1/sends", null).header("allow")).isEqualTo("DELETE, POST");
        assertThat(gateway.call("OPTIONS", "/v1/sends/s-1", null).problem()).isEqualTo("method-not-allowed");
        assertThat(gateway.call("GET", "/v1/sends", null).status()).isEqualTo(405);
    }

    @Test
    void malformed_percent_encoding_is_400() {
        for (String path :
                List.of("/v1/sends/%", "/v1/sends/%2", "/v1/sends/%zz", "/v1/sends/%ff", "/v1/sends/%c0%af")) {
            String answer = gateway.raw("GET " + path + " HTTP/1.1\r\n" + HEAD + "Connection: close\r\n\r\n");
            assertThat(answer).as(path).startsWith("HTTP/1.1 400 ").contains("urn:opportune:problem:malformed");
        }
    }

    @Test
    void a_dot_segment_is_a_name_like_any_other() {
        assertThat(gateway.call("GET", "/v1/sends/%2E%2E", null).status()).isEqualTo(404);
        assertThat(gateway.sends.asked).extracting(RecordingSends.Asked::what).containsExactly("..");
    }

    @Test
    void a_body_of_another_media_type_is_415() {
        for (String type : List.of(
                "text/plain",
                "application/json; charset=iso-8859-1",
                "application/x-www-form-urlencoded",
                "application/jsonp",
                "")) {
            var answer = gateway.call("POST", "/v1/sends", SEND, "Content-Type", type);
            assertThat(answer.status()).as(type).isEqualTo(415);
            assertThat(answer.problem()).isEqualTo("unsupported-media-type");
        }
        assertThat(gateway.send(gateway.request("/v1/sends")
                                .POST(BodyPublishers.ofString(SEND))
                                .build())
                        .status())
                .isEqualTo(415);
        assertThat(gateway.sends.asked).isEmpty();
    }

    @Test
    void another_charset_is_named_as_what_is_wrong() {
        for (String charset : List.of("iso-8859-1", "\"UTF-16\"", "utf-88", "us-ascii", "'utf8\"", "")) {
            var answer =
                    gateway.call("POST", "/v1/sends", SEND, "Content-Type", "application/json; charset=" + charset);
            assertThat(answer.status()).as(charset).isEqualTo(415);
            assertThat(answer.json().get("detail").asText()).contains("another charset (expected: utf-8, or none)");
        }
        var lines = gateway.call("POST", "/v1/users", "", "Content-Type", "application/x-ndjson; charset=latin1");
        assertThat(lines.json().get("detail").asText()).contains("another charset");
    }

    @Test
    void json_in_utf_8_is_json() {
        for (String type : List.of(
                "application/json;charset=UTF-8",
                "Application/JSON; charset=\"utf-8\"",
                "application/json; charset=utf8",
                "application/json; Charset=\"UTF8\"",
                "application/json;CHARSET='Utf-8' ; q=1",
                "application/json; charsets=latin1")) {
            assertThat(gateway.call("POST", "/v1/sends", SEND, "Content-Type", type)
                            .status())
                    .as(type)
                    .isEqualTo(202);
        }
    }

    @Test
    void a_body_may_have_64_kib_and_not_a_byte_more() {
        String padding = " ".repeat(64 * 1024 - SEND.length());

        assertThat(gateway.call("POST", "/v1/sends", SEND + padding, new String[0])
                        .status())
                .isEqualTo(202);
        var over = gateway.call("POST", "/v1/sends", SEND + padding + " ");
        assertThat(over.status()).isEqualTo(413);
        assertThat(over.problem()).isEqualTo("body-too-large");
    }

    @Test
    void a_chunked_body_is_bounded_while_it_arrives() {
        for (int bytes : List.of(64 * 1024 + 1, 900 * 1024)) {
            var stream = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[bytes]));
            var answer = gateway.send(gateway.request("/v1/sends", "Content-Type", "application/json")
                    .POST(stream)
                    .build());
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.problem()).isEqualTo("body-too-large");
        }
        assertThat(gateway.sends.asked).isEmpty();
    }

    @Test
    void a_body_without_an_end_is_cut_off() {
        String head = "POST /v1/sends HTTP/1.1\r\n" + HEAD
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";

        assertThat(gateway.raw(head + chunk.repeat(20))).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void a_caller_that_waits_to_be_asked_for_its_body_is_asked() {
        String answer = gateway.raw("POST /v1/sends HTTP/1.1\r\n" + HEAD + "Connection: close\r\n"
                + "Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: " + SEND.length()
                + "\r\n\r\n" + SEND.replace('\'', '"'));

        assertThat(answer).startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 ");
    }

    @Test
    void a_caller_that_is_refused_before_it_sent_its_body_is_disconnected() {
        String answer = gateway.raw("POST /v1/sends HTTP/1.1\r\n" + HEAD
                + "Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 70000\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 413 ");
        assertThat(answer.toLowerCase(Locale.ROOT)).contains("connection: close");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOT HTTP AT ALL\r\n\r\n",
                "GET /v1/sends HTTP/1.1\r\nBad Header: x\r\n\r\n",
                "POST /v1/sends HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
                "POST /v1/sends HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            })
    void what_is_not_http_is_refused_and_disconnected(String request) {
        assertThat(gateway.raw(request))
                .contains(
                        " 400 Bad Request\r\n",
                        "urn:opportune:problem:malformed",
                        "not HTTP (expected: a request by RFC 9112)");
    }

    @Test
    void a_head_without_an_end_is_refused() {
        assertThat(gateway.raw("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\n\r\n"))
                .contains(" 400 Bad Request", "the request line is too long");
        assertThat(gateway.raw("GET / HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"))
                .contains(" 400 Bad Request", "the headers are too long (expected: at most 16384 bytes)");
    }

    @Test
    void requests_may_follow_each_other_without_waiting() {
        String post = "POST /v1/sends HTTP/1.1\r\n" + HEAD + "Content-Type: application/json\r\nContent-Length: "
                + SEND.length() + "\r\n\r\n" + SEND.replace('\'', '"');
        String last = "GET /v1/sends/s-9 HTTP/1.1\r\n" + HEAD + "Connection: close\r\n\r\n";

        var answers = gateway.raw(post + post + last).split("HTTP/1.1 ", -1);

        assertThat(answers).hasSize(4);
        assertThat(answers[1]).startsWith("202 ");
        assertThat(answers[3]).startsWith("404 ");
    }

    @Test
    void http_2_in_clear_text_is_spoken_by_those_who_know_that_it_is() throws Exception {
        var vertx = Vertx.vertx();
        try {
            var client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false)
                    .setDefaultHost("127.0.0.1")
                    .setDefaultPort(gateway.port()));
            for (String body : List.of(SEND.replace('\'', '"'), " ".repeat(300_000), SEND.replace('\'', '"'))) {
                int status = client.request(HttpMethod.POST, "/v1/sends")
                        .compose(request -> request.putHeader("Authorization", "Bearer full-key")
                                .putHeader("Content-Type", "application/json")
                                .send(body))
                        .map(response -> response.version() == HttpVersion.HTTP_2 ? response.statusCode() : 0)
                        .await(20, TimeUnit.SECONDS);
                assertThat(status).isEqualTo(body.isBlank() ? 413 : 202);
            }
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void an_upgrade_to_http_2_is_let_be() throws Exception {
        try (var client = CheckingHttpClient.ofCallers(
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build())) {
            var request = gateway.request("/v1/sends", "Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(SEND.replace('\'', '"')))
                    .build();
            for (int i = 0; i < 2; i++) {
                var answer = client.send(request, BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(202);
                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/sends/s-1 HTTP/1.2\r\nHost: x\r\n\r\n",
                "GET /v1/sends/s-1 HTTP/3.0\r\nHost: x\r\n\r\n",
                "GET /v1/sends/s-1 HTTP/1.1\r\nHost: x\r\n: x\r\n\r\n",
                "POST /v1/sends HTTP/1.1\r\n" + HEAD + "Content-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n",
                "POST /v1/users HTTP/1.1\r\n" + HEAD + "Content-Type: application/x-ndjson\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n",
                "POST /v1/sends HTTP/1.1\r\n" + HEAD + "Content-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX\r\n0\r\n\r\n"
            })
    void what_rfc_9112_does_not_allow_is_refused_and_disconnected(String request) {
        assertThat(gateway.raw(request))
                .startsWith("HTTP/1.1 400 ")
                .contains("urn:opportune:problem:malformed", "by RFC 9112");
        assertThat(gateway.sends.asked).isEmpty();
    }

    @Test
    void a_broken_body_is_no_answer_to_the_request_before_it() {
        String answers = gateway.raw("GET /v1/sends/s-9 HTTP/1.1\r\n" + HEAD + "\r\nPOST /v1/sends HTTP/1.1\r\n" + HEAD
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n");

        assertThat(answers.split("HTTP/1.1 ", -1))
                .satisfiesExactly(
                        before -> assertThat(before).isEmpty(),
                        get -> assertThat(get).startsWith("404 "),
                        post -> assertThat(post).startsWith("400 "));
    }

    @Test
    void answers_are_counted_by_template_never_by_path() {
        gateway.sends.found = Future.failedFuture(new IllegalStateException("a defect"));
        var before = count("/v1/sends/{send_id}", "500");

        assertThat(gateway.call("GET", "/v1/sends/s-1", null).status()).isEqualTo(500);
        assertThat(gateway.call("GET", "/v1/sends/s-2", null).status()).isEqualTo(500);

        assertThat(count("/v1/sends/{send_id}", "500")).isEqualTo(before + 2);
        assertThat(gateway.meters.getMeters())
                .allSatisfy(it -> assertThat(it.getId().getTags().toString()).doesNotContain("s-1"));
    }

    private static double count(String route, String status) {
        var counter = gateway.meters
                .find("opportune.http.responses")
                .tags("route", route, "status", status)
                .counter();
        return counter == null ? 0 : counter.count();
    }
}
