package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static dev.opportune.gateway.GatewayFixture.iosToken;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.gateway.http.LineClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Sends by the thousand on one connection, through Redis to the providers.
class StreamedSendsIT {

    private static final String POLICY = """
            version: "2026-11-22"
            defaults: {timezone: UTC, ttl: PT1H}
            caps: {three: {limit: 3, window: PT24H}}
            categories:
              news:   {class: promotional, quiet_hours: ignore, consent: none}
              capped: {class: promotional, quiet_hours: ignore, consent: none, caps: [three]}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @Test
    void every_line_is_pushed_once_however_often_the_lines_are_sent() throws Exception {
        String lines = IntStream.range(0, 1_000)
                .mapToObj(i -> line("u" + i, "news", "k" + i, iosToken("s" + i)))
                .collect(Collectors.joining());
        var first = answers(lines);
        assertThat(first).hasSize(1_001);
        assertThat(first.getLast())
                .hasToString(
                        "{\"done\":true,\"lines\":1000,\"admitted\":1000,\"deferred\":0,\"suppressed\":0,\"failed\":0}");

        var again = answers(lines);

        assertThat(again.subList(0, 1_000)).allMatch(it -> it.path("replayed").asBoolean());
        for (int i = 0; i < 1_000; i++) {
            assertThat(again.get(i).get("send_id")).isEqualTo(first.get(i).get("send_id"));
        }
        for (int i : List.of(0, 999)) {
            gateway.awaitState(first.get(i).get("send_id").asText(), "accepted");
            assertThat(gateway.pushesTo(iosToken("s" + i))).hasSize(1);
        }
        assertThat(gateway.meters.scrape())
                .containsPattern("opportune_http_lines_total\\{route=\"/v1/sends\",status=\"202\"} 20\\d\\d");
    }

    @Test
    void lines_of_one_user_that_are_under_way_together_take_no_more_places_than_there_are() throws Exception {
        String lines = IntStream.range(0, 50)
                .mapToObj(i -> line("one", "capped", "k" + i, iosToken("one")))
                .collect(Collectors.joining());

        var answers = answers(lines);

        assertThat(answers.getLast())
                .hasToString(
                        "{\"done\":true,\"lines\":50,\"admitted\":3,\"deferred\":0,\"suppressed\":47,\"failed\":0}");
        assertThat(answers.get(3).get("cap").asText()).isEqualTo("three");
    }

    @Test
    void without_redis_a_line_is_told_to_come_again_and_the_stream_goes_on_when_it_is_back() throws Exception {
        try (var client = new LineClient(gateway.gateway.port(), "/v1/sends")) {
            client.head("");
            gateway.stopRedis();
            try {
                client.part(line("r", "news", "k1", iosToken("r")));
                client.awaitText("\"status\":503");
            } finally {
                gateway.startRedis();
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> gateway.gateway.ready().await(5, TimeUnit.SECONDS));
            client.part(line("r", "news", "k2", iosToken("r")));
            client.end();

            assertThat(client.answer())
                    .contains("\"status\":202", "{\"done\":true,\"lines\":2,\"admitted\":1,", "\"failed\":1}");
        }
    }

    /// As many as they are, since a leak of a hundred bytes a line would not show in fewer.
    @Test
    void thirty_thousand_lines_take_no_more_memory_than_five_thousand() throws Exception {
        var http = HttpClient.newHttpClient();
        assertThat(streamed(http, 5_000)).contains("\"suppressed\":5000");
        long before = usedHeap();

        assertThat(streamed(http, 30_000)).contains("\"suppressed\":30000");

        assertThat(usedHeap() - before).isLessThan(3 * 1024 * 1024);
        http.close();
    }

    private static String streamed(HttpClient http, int lines) throws Exception {
        String fifty = "{\"user\":\"nobody\",\"category\":\"news\",\"content\":{\"title\":\"t\"}}\n".repeat(50);
        var body = HttpRequest.BodyPublishers.ofByteArrays(Collections.nCopies(lines / 50, fifty.getBytes(UTF_8)));
        try (var answer =
                http.send(request(body), HttpResponse.BodyHandlers.ofLines()).body()) {
            return answer.reduce("", (_, last) -> last);
        }
    }

    private static long usedHeap() {
        var memory = ManagementFactory.getMemoryMXBean();
        for (int i = 0; i < 3; i++) memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    private static String line(String user, String category, String key, String deviceToken) {
        return """
                {"user":"%s","category":"%s","content":{"title":"t"},"idempotency_key":"%s","devices":[{"app":"shop-ios","device_token":"%s"}]}
                """.formatted(user, category, key, deviceToken);
    }

    private static List<JsonNode> answers(String lines) throws Exception {
        var answer = gateway.http.send(
                request(HttpRequest.BodyPublishers.ofString(lines)), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return parsed(answer.body());
    }

    private static List<JsonNode> parsed(String lines) throws IOException {
        var all = new ArrayList<JsonNode>();
        for (String line : lines.lines().toList()) all.add(JSON.readTree(line));
        return all;
    }

    private static HttpRequest request(HttpRequest.BodyPublisher body) {
        return HttpRequest.newBuilder(gateway.uri("/v1/sends"))
                .header("Content-Type", "application/x-ndjson")
                .timeout(Duration.ofMinutes(2))
                .POST(body)
                .build();
    }
}
