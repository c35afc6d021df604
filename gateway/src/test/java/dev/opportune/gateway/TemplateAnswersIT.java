package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static dev.opportune.gateway.GatewayFixture.iosToken;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.gateway.config.Caller;
import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Authenticator;
import dev.opportune.templates.TemplateFolder;
import dev.opportune.templates.Templates;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What callers are told of words that are too long, or not wise, and who is told them beforehand.
class TemplateAnswersIT {

    private static final String POLICY = """
            version: "1"
            caps:
              one: {limit: 1, window: PT24H}
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none}
              once: {class: promotional, quiet_hours: ignore, consent: none, caps: [one]}
            """;

    private static final String STORY = """
            id: story
            version: "1"
            arguments:
              story: {from: user.story}
            locales:
              en: {title: "{story}{story}{story}", body: "and so on{story}"}
            default_locale: en
            """;

    private static final String SHOUT = """
            id: shout
            version: "1"
            arguments:
              what: {from: params.what}
            locales:
              en: {title: "{what}", body: "SALE SALE SALE", action: {link: "no link"}}
            default_locale: en
            """;

    private static final String ALL = "all-key";
    private static final String SENDS = "sends-key";

    private static final List<Caller> CALLERS = List.of(
            new Caller("shop", Authenticator.sha256(ALL), EnumSet.allOf(Scope.class), null),
            new Caller("sender", Authenticator.sha256(SENDS), Set.of(Scope.SENDS_WRITE, Scope.SENDS_READ), null));

    private static final AtomicReference<Templates> IN_FORCE = new AtomicReference<>(Templates.NONE);

    @RegisterExtension
    private static final GatewayFixture gateway =
            GatewayFixture.withTemplates(POLICY, null, Authenticator.of(CALLERS), IN_FORCE::get);

    @TempDir
    private static Path folder;

    @BeforeEach
    void templates() throws Exception {
        if (IN_FORCE.get() != Templates.NONE) return;
        Files.writeString(folder.resolve("story.yaml"), STORY);
        Files.writeString(folder.resolve("shout.yaml"), SHOUT);
        IN_FORCE.set(TemplateFolder.read(folder));
        // Both lanes have them when a send to neither is refused any more.
        await().untilAsserted(() -> {
            for (int i = 0; i < 8; i++) {
                assertThat(post(ALL, "/v1/sends", template("nobody", "news", "story", "{}"))
                                .statusCode())
                        .isEqualTo(200);
            }
        });
    }

    @Test
    void a_body_is_shortened_to_nothing_and_what_is_too_large_then_is_rejected() throws Exception {
        int whole = 0;
        int without = 0;
        int rejected = 0;
        for (int letters = 1_316; letters <= 1_346; letters++) {
            var user = "long-" + letters;
            register(user, "{\"story\":\"" + "x".repeat(letters) + "\"}");
            var sendId =
                    sent(template(user, "news", "story", "{}")).path("send_id").asText();
            var receipt = ended(sendId);
            var pushes = gateway.pushesTo(iosToken(user));
            if (receipt.path("state").asText().equals("rejected")) {
                assertThat(receipt.at("/deliveries/0/reason").asText()).isEqualTo("payload_too_large");
                assertThat(pushes).isEmpty();
                rejected++;
                continue;
            }
            assertThat(rejected).as("what is longer does not fit either").isZero();
            assertThat(receipt.path("state").asText()).isEqualTo("accepted");
            assertThat(receipt.at("/deliveries/0/shortened").asBoolean()).isTrue();
            assertThat(pushes).hasSize(1);
            var payload = pushes.getFirst().payload();
            assertThat(payload.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(4096);
            var alert = JSON.readTree(payload).at("/aps/alert");
            assertThat(alert.path("title").asText()).isEqualTo("x".repeat(3 * letters));
            if (alert.has("body")) {
                assertThat(alert.path("body").asText()).matches("and so on?x*…|a.*…");
                whole++;
            } else {
                without++;
            }
        }
        assertThat(List.of(whole, without, rejected)).allMatch(it -> it > 0);
    }

    @Test
    void what_is_not_wise_is_told_and_never_refused() throws Exception {
        register("wise", "{}");
        var long_ = "ten chars ".repeat(6);
        var content = "{\"user\":\"wise\",\"category\":\"news\",\"content\":{\"title\":\"%s\",\"body\":\"%s\"}}";
        assertThat(warned(sent(content.formatted(long_, long_.repeat(3)))))
                .containsExactly("/title", "/body", "/action");
        assertThat(warned(sent(content.formatted("short", "short")))).containsExactly("/action");
        assertThat(sent("""
                        {"user":"wise","category":"news","content":{"title":"t","action":{"link":"shop://sale"}}}""").has("warnings")).isFalse();
        assertThat(sent("""
                        {"user":"wise","category":"news","content":{"background":true,"data":{"a":"b"}}}""").has("warnings")).isFalse();
        var template = template("wise", "news", "shout", "{\"what\":\"" + long_ + "\"}");
        assertThat(warned(sent(template))).containsExactly("/title", "/body", "/action/link");
    }

    @Test
    void lines_are_warned_too_and_what_is_suppressed_is_not() throws Exception {
        register("lines", "{}");
        var template = template("lines", "once", "shout", "{\"what\":\"t\"}");
        var content = "{\"user\":\"lines\",\"category\":\"once\",\"content\":{\"title\":\"" + "t".repeat(51) + "\"}}";
        var lines = List.of(
                template,
                template, // the cap is full
                content,
                content.replace("once", "news"),
                template("lines", "news", "shout", "{\"what\":\"t\"}"));
        var answer = gateway.http.send(
                request(ALL, "/v1/sends", String.join("\n", lines), "application/x-ndjson"),
                HttpResponse.BodyHandlers.ofString());
        var told = answer.body().lines().toList();
        assertThat(told).hasSize(lines.size() + 1);
        for (int i = 0; i < lines.size(); i++) {
            var line = JSON.readTree(told.get(i));
            boolean admitted = i == 0 || i > 2;
            assertThat(line.path("decision").asText()).as(told.get(i)).isEqualTo(admitted ? "admitted" : "suppressed");
            if (i == 0 || i == 4) assertThat(warned(line)).containsExactly("/body", "/action/link");
            else if (i == 3) assertThat(warned(line)).containsExactly("/title", "/action");
            else assertThat(line.has("warnings")).isFalse();
        }
    }

    @Test
    void a_dry_run_shows_words_and_sizes_to_those_who_may_read_users_alone() throws Exception {
        register("dry", "{\"story\":\"secret\"}");
        var body = template("dry", "news", "story", "{}");
        var shown = JSON.readTree(post(ALL, "/v1/sends?dry_run=true", body).body());
        assertThat(shown.at("/rendered/content/title").asText()).isEqualTo("secretsecretsecret");
        var hidden = post(SENDS, "/v1/sends?dry_run=true", body).body();
        assertThat(JSON.readTree(hidden).path("decision").asText()).isEqualTo("admitted");
        assertThat(hidden).doesNotContain("rendered", "secret");
        // What is told of its size is what is pushed.
        var sendId = sent(body).path("send_id").asText();
        assertThat(ended(sendId).path("state").asText()).isEqualTo("accepted");
        int pushed = gateway.pushesTo(iosToken("dry")).getFirst().payload().getBytes(UTF_8).length;
        assertThat(shown.at("/rendered/bytes/apns").asInt()).isBetween(pushed, pushed + 40);
        assertThat(shown.at("/rendered/shortened").asBoolean()).isFalse();
        register("large", "{\"story\":\"" + "x".repeat(1_240) + "\"}");
        var large = JSON.readTree(post(ALL, "/v1/sends?dry_run=true", template("large", "news", "story", "{}"))
                .body());
        assertThat(large.at("/rendered/shortened").asBoolean()).isTrue();
        assertThat(large.at("/rendered/bytes/apns").asInt()).isGreaterThan(4 * 1_240);
    }

    private static List<String> warned(JsonNode answer) {
        return answer.path("warnings").findValuesAsText("pointer");
    }

    private static JsonNode ended(String sendId) throws Exception {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !receipt(sendId).path("state").asText().equals("dispatching"));
        return receipt(sendId);
    }

    private static JsonNode receipt(String sendId) throws Exception {
        var request = HttpRequest.newBuilder(gateway.uri("/v1/sends/" + sendId))
                .header("Authorization", "Bearer " + ALL)
                .build();
        return JSON.readTree(
                gateway.http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private static JsonNode sent(String body) throws Exception {
        var answer = post(ALL, "/v1/sends", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return JSON.readTree(answer.body());
    }

    private static HttpResponse<String> post(String key, String path, String body) throws Exception {
        return gateway.http.send(request(key, path, body, "application/json"), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(String key, String path, String body, String type) {
        return HttpRequest.newBuilder(gateway.uri(path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", type)
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static String template(String user, String category, String id, String params) {
        return "{\"user\":\"%s\",\"category\":\"%s\",\"template\":{\"id\":\"%s\",\"params\":%s}}"
                .formatted(user, category, id, params);
    }

    private static void register(String user, String attributes) throws Exception {
        put("/v1/users/" + user, 200, "{\"attributes\":" + attributes + "}");
        put(
                "/v1/users/" + user + "/devices/phone",
                201,
                "{\"app\":\"shop-ios\",\"device_token\":\"%s\"}".formatted(iosToken(user)));
    }

    private static void put(String path, int status, String body) throws Exception {
        var request = HttpRequest.newBuilder(gateway.uri(path))
                .header("Authorization", "Bearer " + ALL)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = gateway.http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }
}
