package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static dev.opportune.gateway.GatewayFixture.iosToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.gateway.http.Authenticator;
import dev.opportune.templates.TemplateFolder;
import dev.opportune.templates.Templates;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// `GET /v1/reports` by template and by locale, after sends of both templates and content.
class TemplateFiguresIT {

    private static final String POLICY = """
            version: "1"
            categories:
              sale: {class: promotional, intent: buy, quiet_hours: ignore, consent: none}
            experiments:
              rain: {salt: "1", arms: {calm: 50, urgent: 50}, goal: "converted:purchase"}
            """;

    private static final String HELLO = """
            id: ID
            version: "1"
            arguments:
              points: {from: user.points, type: number}
            locales:
              en: {title: "{points} points"}
              de: {title: "{points} Punkte"}
            default_locale: en
            """;

    /// The first sends of a label count by their category alone, since it has no number yet: so many rounds are theirs.
    private static final int ROUNDS = 20;

    /// Sends of a round, by what they count under.
    private static final Map<String, Map<String, Long>> ROUND = Map.of(
            "template", Map.of("hello", 4L, "bye", 3L, "", 2L),
            "locale", Map.of("en", 4L, "de", 3L, "", 2L),
            "category", Map.of("sale", 9L));

    private static final AtomicReference<Templates> IN_FORCE = new AtomicReference<>(Templates.NONE);

    @RegisterExtension
    private static final GatewayFixture gateway = GatewayFixture.withTemplates(
            POLICY, TestMeasurement.ofPurchases(), Authenticator.insecure(), IN_FORCE::get);

    @Test
    void sends_count_under_their_template_and_its_locale_and_those_without_under_none(@TempDir Path folder)
            throws Exception {
        for (var id : List.of("hello", "bye")) Files.writeString(folder.resolve(id + ".yaml"), HELLO.replace("ID", id));
        IN_FORCE.set(TemplateFolder.read(folder));
        var posted = new AtomicLong();
        await().untilAsserted(() -> {
            for (int i = 0; i < 8; i++) {
                int status = gateway.post(template("nobody", "bye")).statusCode();
                if (status == 200) posted.incrementAndGet();
                assertThat(status).isEqualTo(200);
            }
        });
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(sum(sends("category"))).isEqualTo(posted.get()));
        user("en-AU", "en-AU", 1);
        user("de-CH", "de-CH", 2);
        user("fr", "fr", 3);
        user("none", "de-CH", null);
        boolean exact = false;
        for (int round = 1; round <= ROUNDS && !exact; round++) exact = round();
        assertThat(exact).as("a round in which every label had its number").isTrue();
    }

    /// Gives whether each send was counted under all that it is of; each must be somewhere, and once.
    private boolean round() throws Exception {
        var before = counted();
        admitted(template("en-AU", "hello"));
        admitted(template("de-CH", "hello"));
        admitted(template("fr", "hello"));
        admitted(template("de-CH", "bye"));
        admitted(template("en-AU", "bye"));
        // It has no points, and reads nothing: it counts under the locale that it would read.
        assertThat(gateway.send(200, template("none", "hello")).path("reason").asText())
                .isEqualTo("template_incomplete");
        admitted(arms("en-AU"));
        admitted(content("en-AU"));
        admitted(content("de-CH"));
        var sums = new TreeMap<String, Long>();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            var after = counted();
            after.forEach((by, rows) -> sums.put(by, sum(rows)));
            assertThat(sums)
                    .allSatisfy((by, sum) ->
                            assertThat(sum - sum(before.get(by))).as(by).isEqualTo(9));
        });
        var after = counted();
        boolean exact = true;
        for (var by : ROUND.entrySet()) {
            for (var name : by.getValue().entrySet()) {
                long more = after.get(by.getKey()).getOrDefault(name.getKey(), 0L)
                        - before.get(by.getKey()).getOrDefault(name.getKey(), 0L);
                if (!name.getKey().isEmpty()) assertThat(more).isLessThanOrEqualTo(name.getValue());
                exact &= more == name.getValue();
            }
        }
        return exact;
    }

    private static long sum(Map<String, Long> rows) {
        return rows.values().stream().mapToLong(it -> it).sum();
    }

    private static Map<String, Map<String, Long>> counted() throws Exception {
        var counted = new TreeMap<String, Map<String, Long>>();
        for (var by : ROUND.keySet()) counted.put(by, sends(by));
        return counted;
    }

    /// The sends of each row, by its name; '' of those that are of none.
    private static Map<String, Long> sends(String by) throws Exception {
        var now = gateway.redisNow().truncatedTo(ChronoUnit.SECONDS);
        var query = "by=" + by + "&from=" + encoded(now.minusSeconds(7_200).toString()) + "&to="
                + encoded(now.plusSeconds(60).toString());
        var answer = gateway.call("GET", "/v1/reports?" + query, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var sends = new TreeMap<String, Long>();
        for (var row : JSON.readTree(answer.body()).path("rows")) {
            var name = row.path(by).isNull() ? "" : row.path(by).asText();
            assertThat(sends.put(name, row.path("sends").asLong())).as(name).isNull();
            assertThat(row.path("sends").asLong())
                    .isEqualTo(row.path("admitted").asLong()
                            + row.path("suppressed")
                                    .valueStream()
                                    .mapToLong(JsonNode::asLong)
                                    .sum());
        }
        return sends;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void admitted(String body) throws Exception {
        var sendId = gateway.send(202, body).path("send_id").asText();
        gateway.awaitState(sendId, "accepted");
    }

    private static String template(String user, String id) {
        return "{\"user\":\"%s\",\"category\":\"sale\",\"template\":{\"id\":\"%s\"}}".formatted(user, id);
    }

    private static String content(String user) {
        return "{\"user\":\"%s\",\"category\":\"sale\",\"content\":{\"title\":\"t\"}}".formatted(user);
    }

    /// Whichever arm is the user's.
    private static String arms(String user) {
        return """
                {"user":"%s","category":"sale","experiment":"rain","variants":{
                 "calm":{"template":{"id":"bye"}},"urgent":{"template":{"id":"bye"}}}}""".formatted(user);
    }

    private static void user(String user, String locale, @Nullable Integer points) throws Exception {
        var profile = "{\"locale\":\"%s\",\"attributes\":%s}"
                .formatted(locale, points == null ? "{}" : "{\"points\":" + points + "}");
        assertThat(gateway.call("PUT", "/v1/users/" + user, profile).statusCode())
                .isEqualTo(200);
        var device = "{\"app\":\"shop-ios\",\"device_token\":\"%s\"}".formatted(iosToken(user));
        assertThat(gateway.call("PUT", "/v1/users/" + user + "/devices/phone", device)
                        .statusCode())
                .isEqualTo(201);
    }
}
