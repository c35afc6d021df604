package dev.opportune.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.http.RunningGateway.Answer;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GzipBodyIT {

    private static final String SEND = "{\"user\":\"u-1\",\"category\":\"c\",\"content\":{\"title\":\"t\"}}";
    private static final Map<String, String> BODIES = Map.of(
            "POST /v1/sends", SEND,
            "PUT /v1/users/ada", "{\"timezone\":\"Europe/Berlin\"}",
            "PATCH /v1/users/ada", "{\"timezone\":\"Europe/Paris\"}",
            "PUT /v1/users/ada/devices/phone", "{\"app\":\"shop-ios\",\"device_token\":\"t\"}",
            "PUT /v1/users/ada/preferences", "{\"promotional\":\"refused\"}",
            "PATCH /v1/users/ada/preferences", "{\"promotional\":null}");

    @RegisterExtension
    private static final RunningGateway gateway = new RunningGateway();

    @Test
    void every_body_may_be_gzip() {
        for (var body : BODIES.entrySet()) {
            var parts = body.getKey().split(" ", -1);
            var answer = gateway.send(request(parts[1])
                    .method(parts[0], BodyPublishers.ofByteArray(Gzip.of(body.getValue())))
                    .build());
            assertThat(answer.status()).as(body.getKey()).isIn(200, 201, 202, 204);
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void it_is_inflated_over_either_version(Version version) throws Exception {
        try (var client = HttpClient.newBuilder().version(version).build()) {
            for (int i = 0; i < 3; i++) { // HTTP/2 begins with an upgrade
                assertThat(client.send(
                                        request("/v1/sends")
                                                .POST(BodyPublishers.ofByteArray(Gzip.of(SEND)))
                                                .build(),
                                        BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(202);
                assertThat(client.send(
                                        request("/v1/sends")
                                                .POST(BodyPublishers.ofByteArray(Gzip.bomb(' ', 5)))
                                                .build(),
                                        BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(413);
            }
        }
    }

    @Test
    void the_bound_is_one_on_what_it_inflates_to() {
        String padding = " ".repeat(Limits.BODY_BYTES - SEND.length());

        assertThat(post(Gzip.of(SEND + padding)).status()).isEqualTo(202);
        var over = post(Gzip.of(SEND + padding + " "));
        assertThat(over.status()).isEqualTo(413);
        assertThat(over.problem()).isEqualTo("body-too-large");
        assertThat(post(Gzip.joined(Gzip.of(SEND + padding), Gzip.of(" "))).status())
                .isEqualTo(413);
    }

    @Test
    void a_bomb_is_413_and_the_next_request_is_answered() {
        assertThat(post(Gzip.bomb('x', 20)).problem()).isEqualTo("body-too-large");
        assertThat(post(Gzip.bomb('{', 5)).problem()).isEqualTo("body-too-large");
        assertThat(post(Gzip.of(SEND)).status()).isEqualTo(202);
    }

    @Test
    void what_does_not_compress_has_room_for_that() {
        var noise = new byte[Limits.BODY_BYTES];
        new Random(1).nextBytes(noise);
        byte[] gzip = Gzip.of(noise);
        assertThat(gzip.length).isGreaterThan(Limits.BODY_BYTES);

        assertThat(post(gzip).problem()).isEqualTo("malformed");
        assertThat(post(Gzip.joined(gzip, new byte[1024])).problem()).isEqualTo("body-too-large");
    }

    @Test
    void heads_without_an_end_are_bounded_too() {
        byte[] name = ("\u001f\u008b\u0008\u0008\0\0\0\0\0\u0003" + "n".repeat(100_000)).getBytes(ISO_8859_1);
        assertThat(post(name).problem()).isEqualTo("body-too-large");
        String chunked = gateway.raw(head("gzip") + "Transfer-Encoding: chunked\r\n\r\n186aa\r\n"
                + new String(name, ISO_8859_1) + "\r\n0\r\n\r\n");
        assertThat(chunked).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void what_is_no_whole_gzip_is_400_in_plain_words() {
        byte[] gzip = Gzip.of(SEND);
        byte[] damaged = gzip.clone();
        damaged[gzip.length - 1] ^= 1;

        assertThat(detail(Gzip.without(gzip, 1)))
                .isEqualTo("Content-Encoding: gzip: the body is cut short (expected: whole)");
        assertThat(detail(damaged)).contains("another checksum or length");
        assertThat(detail(SEND.getBytes(UTF_8))).contains("is not gzip");
        assertThat(detail(new byte[0])).contains("cut short");
        assertThat(detail(Gzip.joined(gzip, "\n".getBytes(UTF_8)))).contains("goes on after its end");
        assertThat(gateway.sends.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "deflate", "zstd", "compress", "gzip, gzip", "gzip, br", "identity, gzip", "none"})
    void another_coding_is_415_and_the_answer_names_the_one_that_is_taken(String coding) {
        for (String target : List.of("/v1/sends", "/v1/users")) {
            var answer = gateway.call("POST", target, SEND, "Content-Encoding", coding);

            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.header("accept-encoding")).isEqualTo("gzip");
            assertThat(answer.json().get("detail").asText()).contains(coding, "(expected: gzip, or none)");
        }
        assertThat(gateway.call("POST", "/v1/sends", SEND, "Content-Type", "text/plain")
                        .header("accept-encoding"))
                .isNull();
        assertThat(gateway.sends.asked).isEmpty();
    }

    @Test
    void codings_are_named_in_any_letters_and_identity_is_none() {
        for (String coding : List.of("GZIP", "x-gzip", "Gzip ")) {
            byte[] gzip = Gzip.of(SEND);
            assertThat(gateway.raw(head(coding) + "Content-Length: " + gzip.length + "\r\n\r\n"
                            + new String(gzip, ISO_8859_1)))
                    .as(coding)
                    .startsWith("HTTP/1.1 202 ");
        }
        assertThat(gateway.call("POST", "/v1/sends", SEND, "Content-Encoding", "identity")
                        .status())
                .isEqualTo(202);
    }

    private static String head(String coding) {
        return "POST /v1/sends HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer full-key\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Encoding: " + coding + "\r\n";
    }

    private static String detail(byte[] body) {
        var answer = post(body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("malformed");
        return answer.json().get("detail").asText();
    }

    private static Answer post(byte[] body) {
        return gateway.send(
                request("/v1/sends").POST(BodyPublishers.ofByteArray(body)).build());
    }

    private static HttpRequest.Builder request(String path) {
        return gateway.request(path, "Content-Type", "application/json", "Content-Encoding", "gzip");
    }
}
