package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static dev.opportune.gateway.GatewayFixture.iosToken;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Users by the thousand, into a real Redis.
class BulkImportIT {

    private static final String POLICY = """
            version: "2026-11-22"
            defaults: {timezone: UTC, ttl: PT1H}
            caps: {day: {limit: 5, window: PT24H}}
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: opt_out}
              club: {class: promotional, quiet_hours: ignore, consent: opt_in}
              other: {class: promotional, quiet_hours: ignore, consent: opt_in}
              digest: {class: transactional, quiet_hours: ignore, consent: opt_in}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @Test
    void who_was_imported_is_reached_and_repeating_the_import_changes_nothing() throws Exception {
        String users = IntStream.range(0, 3_000)
                .mapToObj(i -> """
                        {"user":"u%d","timezone":"Europe/Berlin","devices":[{"device_id":"d","app":"shop-ios","device_token":"%s"}]}
                        """.formatted(i, iosToken("u" + i)))
                .collect(Collectors.joining());
        for (int times = 0; times < 2; times++) {
            assertThat(last(users)).hasToString("{\"done\":true,\"lines\":3000,\"imported\":3000,\"failed\":0}");
        }
        var user = JSON.readTree(gateway.call("GET", "/v1/users/u2999", "").body());
        assertThat(user.get("devices")).hasSize(1);
        assertThat(user.get("timezone").asText()).isEqualTo("Europe/Berlin");

        var send = gateway.send(202, """
                {"user":"u2999","category":"news","content":{"title":"t"}}""");
        gateway.awaitState(send.get("send_id").asText(), "accepted");
        assertThat(gateway.pushesTo(iosToken("u2999"))).hasSize(1);
    }

    @Test
    void an_import_refuses_but_never_overturns_a_refusal() throws Exception {
        var refused = "{\"user\":\"r\",\"preferences\":{\"promotional\":\"refused\"}}\n";
        assertThat(last(refused).get("imported").asInt()).isEqualTo(1);
        assertThat(last(refused.replace("refused", "granted")).get("imported").asInt())
                .isEqualTo(1);

        var preferences =
                JSON.readTree(gateway.call("GET", "/v1/users/r/preferences", "").body());
        assertThat(preferences.get("promotional").asText()).isEqualTo("refused");
        assertThat(preferences.at("/recorded/promotional/source").asText()).isEqualTo("import");
    }

    @Test
    void a_line_sets_only_what_it_names_and_weakens_no_word_of_the_user() throws Exception {
        var said = """
                {"promotional":"refused","categories":{"club":"granted","news":"refused","digest":"granted"},"caps":{"day":2},"source":"app"}""";
        assertThat(gateway.call("PUT", "/v1/users/w/preferences", said).statusCode())
                .isEqualTo(200);
        var before = shown("w");
        for (var preferences : List.of(
                "{}",
                "{\"promotional\":null}",
                "{\"promotional\":\"granted\"}",
                "{\"promotional\":\"refused\"}",
                "{\"categories\":{\"news\":\"granted\"}}",
                "{\"categories\":{\"news\":null,\"other\":\"granted\"}}",
                "{\"caps\":{\"day\":3}}",
                "{\"caps\":{\"day\":null}}")) {
            var _ = last("{\"user\":\"w\",\"preferences\":" + preferences + "}\n");
            assertThat(shown("w")).as(preferences).isEqualTo(before);
        }
        var _ = last("{\"user\":\"w\",\"preferences\":{\"categories\":{\"club\":\"refused\"},\"caps\":{\"day\":1}}}\n");
        assertThat(shown("w").at("/categories").toString())
                .isEqualTo("{\"club\":\"refused\",\"digest\":\"granted\",\"news\":\"refused\"}");
        assertThat(shown("w").at("/caps/day").asInt()).isEqualTo(1);
    }

    @Test
    void a_refusal_of_all_that_is_promotional_forgets_the_grants_of_such_categories_alone() throws Exception {
        var choices = """
                {"categories":{"club":"granted","news":"refused","other":"granted","digest":"granted"}}""";
        assertThat(gateway.call("PUT", "/v1/users/x/preferences", choices).statusCode())
                .isEqualTo(200);
        var allButOne = """
                {"promotional":"refused","categories":{"club":"granted"}}""";
        for (int times = 0; times < 2; times++) {
            assertThat(gateway.call("PATCH", "/v1/users/x/preferences", allButOne)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(shown("x").at("/categories").toString())
                    .isEqualTo("{\"club\":\"granted\",\"digest\":\"granted\",\"news\":\"refused\"}");
        }
    }

    @Test
    void without_redis_the_import_ends_and_says_where_to_go_on() throws Exception {
        gateway.redis.stop();
        List<JsonNode> answers;
        try {
            answers = answers("{\"user\":\"x\"}\n".repeat(2_000));
        } finally {
            gateway.redis.startAgain();
        }
        assertThat(answers.getFirst().get("status").asInt()).isEqualTo(503);
        assertThat(answers.getLast().get("done").asBoolean()).isFalse();
        assertThat(answers.getLast().get("resume_from").asInt()).isEqualTo(1);
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> last("{\"user\":\"x\"}\n").get("done").asBoolean());
        // Imports have a Redis connection of their own: the other tests need all of them.
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> gateway.gateway.ready().await(5, TimeUnit.SECONDS));
    }

    private static JsonNode shown(String user) throws Exception {
        var answer = gateway.call("GET", "/v1/users/" + user + "/preferences", "");
        return JSON.readTree(answer.body());
    }

    private static JsonNode last(String lines) throws Exception {
        return answers(lines).getLast();
    }

    private static List<JsonNode> answers(String lines) throws Exception {
        var request = HttpRequest.newBuilder(gateway.uri("/v1/users"))
                .header("Content-Type", "application/x-ndjson")
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(lines))
                .build();
        var answer = gateway.http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var all = new ArrayList<JsonNode>();
        for (String line : answer.body().lines().toList()) all.add(JSON.readTree(line));
        return all;
    }
}
