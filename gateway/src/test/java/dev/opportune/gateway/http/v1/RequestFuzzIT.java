package dev.opportune.gateway.http.v1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.http.RunningGateway;
import io.vertx.core.buffer.Buffer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestFuzzIT {

    private static final long SEED = 20_261_122;
    private static final int ROUNDS = 400;
    private static final String SEND = """
            {"user":"zoë-42","category":"flash-sale","campaign":"rain","content":{"title":"Räincoats 🌧","body":"b",
            "action":{"label":"l","link":"shop://x"},"image":"https://x.example/i.png","sound":"default","badge":1,
            "data":{"sku":"R-1"},"ios":{"interruption":"active","relevance":0.5},"android":{"color":"#0080ff"}},
            "moment":{"clock":"user","from":"2026-11-22T12:00","until":"2026-11-22T13:00"},"collapse_key":"k",
            "idempotency_key":"i","ref":"r","devices":[{"app":"shop-ios","device_token":"t"}]}""";
    private static final Map<String, String> BODIES = Map.of(
            "POST /v1/sends", SEND,
            "PATCH /v1/users/u", "{\"timezone\":\"UTC\",\"quiet_hours\":\"22:00-08:00\",\"attributes\":{\"a\":[1,{}]}}",
            "PUT /v1/users/u/devices/d", "{\"app\":\"shop-ios\",\"device_token\":\"t\",\"permission\":\"denied\"}",
            "PATCH /v1/users/u/preferences", "{\"promotional\":null,\"categories\":{\"flash-sale\":\"granted\"}}");
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "null",
            "true",
            "-1",
            "1e999",
            "\\u0000",
            "\\ud800",
            "\\",
            "\u0000",
            "\uFEFF",
            "\"user\":",
            "9".repeat(200),
            "[".repeat(40),
            "{\"a\":".repeat(40),
            " ".repeat(70_000));

    @Test
    void no_body_makes_a_defect() {
        var random = new Random(SEED);
        try (var gateway = new RunningGateway()) {
            for (int i = 0; i < ROUNDS; i++) {
                for (var target : BODIES.entrySet()) {
                    byte[] body = mutated(target.getValue().getBytes(StandardCharsets.UTF_8), random);
                    var parts = target.getKey().split(" ", -1);
                    var request = gateway.request(parts[1], "Content-Type", "application/json")
                            .method(parts[0], BodyPublishers.ofByteArray(body))
                            .build();
                    assertThat(gateway.send(request).status())
                            .as("%s, seed %d, round %d: %s", target.getKey(), SEED, i, Buffer.buffer(body))
                            .isIn(200, 201, 202, 400, 413, 422);
                }
            }
        }
    }

    @Test
    void no_address_makes_a_defect() {
        var random = new Random(SEED);
        var pieces = List.of(
                "/", "v1", "sends", "users", "%", "%2", "%00", "%ff", "..", "%2e", "?", "&", "=", "dry_run", "x",
                "\u00ff");
        try (var gateway = new RunningGateway()) {
            for (int i = 0; i < 300; i++) {
                var path = new StringBuilder("/v1/");
                for (int j = random.nextInt(8); j >= 0; j--) path.append(pieces.get(random.nextInt(pieces.size())));
                String answer = gateway.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                        + "Authorization: Bearer full-key\r\n\r\n");
                assertThat(answer)
                        .as("seed %d, round %d: %s", SEED, i, path)
                        .containsPattern("^HTTP/1\\.[01] [24]\\d\\d ");
            }
        }
    }

    /// The same body with a few bytes changed, cut, doubled, or with a piece of JSON where it does not belong.
    private static byte[] mutated(byte[] body, Random random) {
        var mutant = Buffer.buffer(body);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(mutant.length() + 1);
            int to = Math.min(mutant.length(), at + random.nextInt(12));
            var head = mutant.getBuffer(0, at);
            var tail = mutant.getBuffer(to, mutant.length());
            mutant = switch (random.nextInt(4)) {
                case 0 -> head.appendBuffer(tail);
                case 1 -> head.appendByte((byte) random.nextInt()).appendBuffer(tail);
                case 2 ->
                    head.appendString(PIECES.get(random.nextInt(PIECES.size()))).appendBuffer(tail);
                default ->
                    head.appendBuffer(mutant.getBuffer(at, mutant.length())).appendBuffer(tail);
            };
        }
        return mutant.getBytes();
    }
}
