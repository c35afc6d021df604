package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static dev.opportune.gateway.GatewayFixture.iosToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.gateway.http.Authenticator;
import dev.opportune.templates.TemplateFolder;
import dev.opportune.templates.Templates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Sends of an experiment one of whose arms brings its words, and the others take theirs from templates.
class ArmsWordsIT {

    private static final ZoneId AUCKLAND = ZoneId.of("Pacific/Auckland");

    private static final String POLICY = """
            version: "1"
            defaults: {timezone: UTC, quiet_hours: "22:00-08:00", ttl: PT1H}
            categories:
              sale:    {class: promotional, quiet_hours: ignore, consent: none}
              evening: {class: promotional, quiet_hours: defer, consent: none, ttl: PT12H}
            experiments:
              rain: {salt: "1", arms: {calm: 50, urgent: 50}, goal: "converted:purchase"}
              snow: {salt: "2", arms: {both: 50, two: 50}, goal: "converted:purchase"}
            """;

    private static final String RUSH = """
            id: rush
            version: "7"
            arguments:
              name:  {from: user.first_name, or: {en: there, de: du}}
              hours: {from: params.hours, type: number}
            locales:
              en: {title: "{name}, {hours} hours left", body: "Hurry"}
              de: {title: "{name}, noch {hours} Stunden", body: "Schnell"}
            default_locale: en
            """;

    private static final AtomicReference<Templates> IN_FORCE = new AtomicReference<>(Templates.NONE);

    @RegisterExtension
    private static final GatewayFixture gateway = GatewayFixture.withTemplates(
            POLICY, TestMeasurement.ofPurchases(), Authenticator.insecure(), IN_FORCE::get);

    @TempDir
    private static Path folder;

    @BeforeEach
    void templates() throws Exception {
        gateway.moveClockTo(Instant.now());
        if (IN_FORCE.get() != Templates.NONE) return;
        Files.writeString(folder.resolve("rush.yaml"), RUSH);
        Files.writeString(
                folder.resolve("slow.yaml"),
                RUSH.replace("id: rush", "id: slow").replace("left", "to go"));
        IN_FORCE.set(TemplateFolder.read(folder));
        // Both lanes have them when a send to neither is refused any more.
        await().untilAsserted(() -> {
            for (int i = 0; i < 8; i++) {
                assertThat(gateway.post(rain("nobody", "sale")).statusCode()).isEqualTo(200);
            }
        });
    }

    @Test
    void each_user_reads_the_words_of_its_own_arm_in_its_own_language() throws Exception {
        var arms = new HashSet<String>();
        for (int i = 0; i < 16; i++) {
            var user = "u-" + i;
            register(user, i % 2 == 0 ? "en-GB" : "de-AT");
            var arm = assigned("rain", user);
            arms.add(arm);
            var sendId = sent(rain(user, "sale"));
            var receipt = gateway.awaitState(sendId, "accepted");
            assertThat(receipt.path("experiment").asText()).isEqualTo("rain");
            assertThat(receipt.path("arm").asText()).isEqualTo(arm);
            if (arm.equals("calm")) {
                assertThat(title(user, sendId)).isEqualTo("calm");
                assertThat(receipt.has("template")).isFalse();
                assertThat(receipt.at("/deliveries/0").has("locale")).isFalse();
            } else {
                assertThat(title(user, sendId))
                        .isEqualTo(i % 2 == 0 ? user + ", 3 hours left" : user + ", noch 3 Stunden");
                assertThat(receipt.at("/template/id").asText()).isEqualTo("rush");
                assertThat(receipt.at("/template/version").asText()).isEqualTo("7");
                assertThat(receipt.at("/deliveries/0/locale").asText()).isEqualTo(i % 2 == 0 ? "en" : "de");
            }
        }
        assertThat(arms).containsExactlyInAnyOrder("calm", "urgent");
    }

    @Test
    void what_is_wrong_with_an_arms_template_is_told_at_its_place_whosever_arm_it_is() throws Exception {
        for (var user : List.of(userOf("rain", "calm"), userOf("rain", "urgent"))) {
            var unknown = gateway.send(422, rain(user, "sale").replace("\"rush\"", "\"rash\""));
            assertThat(unknown.path("type").asText()).endsWith(":unknown-template");
            assertThat(unknown.at("/errors/0/pointer").asText()).isEqualTo("/variants/urgent/template/id");
            var version = gateway.send(422, rain(user, "sale").replace("\"rush\"", "\"rush\",\"version\":\"8\""));
            assertThat(version.at("/errors/0/pointer").asText()).isEqualTo("/variants/urgent/template/version");
            var params = gateway.send(400, rain(user, "sale").replace("\"hours\":3", "\"hours\":\"x\",\"more\":1"));
            assertThat(params.path("errors").findValuesAsText("pointer"))
                    .containsExactlyInAnyOrder(
                            "/variants/urgent/template/params/hours", "/variants/urgent/template/params/more");
            var both = gateway.send(
                    400, rain(user, "sale").replace("\"urgent\":{", "\"urgent\":{\"content\":{\"title\":\"t\"},"));
            assertThat(both.at("/errors/0/pointer").asText()).startsWith("/variants/urgent");
            var neither = gateway.send(400, """
                    {"user":"%s","category":"sale","experiment":"rain",
                     "variants":{"calm":{"content":{"title":"calm"}},"urgent":{}}}""".formatted(user));
            assertThat(neither.at("/errors/0/pointer").asText()).startsWith("/variants/urgent");
        }
    }

    @Test
    void a_repeat_by_its_key_replays_and_other_words_in_either_arm_are_another_send() throws Exception {
        for (var arm : List.of("calm", "urgent")) {
            var user = userOf("rain", arm);
            register(user, "en");
            var keyed = rain(user, "sale").replace("\"category\"", "\"idempotency_key\":\"k\",\"category\"");
            var sendId = sent(keyed);
            gateway.awaitState(sendId, "accepted");
            assertThat(sent(keyed.replace("\"hours\":3", " \"hours\" : 3.0 "))).isEqualTo(sendId);
            var changes = Map.of(
                    "\"hours\":3", "\"hours\":4", "\"rush\"", "\"slow\"", "\"title\":\"calm\"", "\"title\":\"c\"");
            for (var change : changes.entrySet()) {
                var other = keyed.replace(change.getKey(), change.getValue());
                assertThat(gateway.send(422, other).path("type").asText()).endsWith(":idempotency-mismatch");
            }
            assertThat(gateway.pushesTo(iosToken(user))).hasSize(1);
        }
    }

    @Test
    void a_deferred_send_keeps_its_arm_and_is_written_when_it_is_released() throws Exception {
        for (var arm : List.of("calm", "urgent")) {
            gateway.moveClockTo(night());
            var user = userOf("rain", arm);
            register(user, "en");
            var sendId = sent(rain(user, "evening"));
            var waiting = gateway.receipt(sendId);
            assertThat(waiting.path("state").asText()).isEqualTo("waiting");
            assertThat(waiting.path("arm").asText()).isEqualTo(arm);
            assertThat(waiting.path("experiment").asText()).isEqualTo("rain");
            assertThat(waiting.at("/template/id").asText()).isEqualTo(arm.equals("calm") ? "" : "rush");
            assertThat(enrolments(user)).as("it has been shown nothing").isEmpty();
            profile(user, "de");
            gateway.moveClockTo(night().plusSeconds(10 * 3600));
            var receipt = gateway.awaitState(sendId, "accepted");
            assertThat(receipt.path("arm").asText()).isEqualTo(arm);
            assertThat(title(user, sendId)).isEqualTo(arm.equals("calm") ? "calm" : user + ", noch 3 Stunden");
            assertThat(receipt.at("/deliveries/0/locale").asText()).isEqualTo(arm.equals("calm") ? "" : "de");
            assertThat(enrolments(user).findValuesAsText("arm")).containsExactly(arm);
        }
    }

    @Test
    void a_dry_run_shows_the_words_of_the_users_arm() throws Exception {
        for (var arm : List.of("calm", "urgent")) {
            var user = userOf("rain", arm);
            register(user, "de");
            var told = dryRun(rain(user, "sale"));
            assertThat(told.at("/rendered/content/title").asText())
                    .isEqualTo(arm.equals("calm") ? "" : user + ", noch 3 Stunden");
            assertThat(told.has("rendered")).isEqualTo(arm.equals("urgent"));
        }
        for (var arm : List.of("both", "two")) {
            var user = userOf("snow", arm);
            register(user, "en");
            assertThat(dryRun(snow(user)).at("/rendered/content/title").asText())
                    .isEqualTo(user + (arm.equals("both") ? ", 1 hours left" : ", 2 hours to go"));
        }
    }

    private static JsonNode dryRun(String body) throws Exception {
        return JSON.readTree(
                gateway.call("POST", "/v1/sends?dry_run=true", body).body());
    }

    private static String rain(String user, String category) {
        return """
                {"user":"%s","category":"%s","experiment":"rain","variants":{
                 "urgent":{"template":{"id":"rush","params":{"hours":3}}},"calm":{"content":{"title":"calm"}}}}""".formatted(user, category);
    }

    private static String snow(String user) {
        return """
                {"user":"%s","category":"sale","experiment":"snow","variants":{
                 "both":{"template":{"id":"rush","params":{"hours":1}}},
                 "two":{"template":{"id":"slow","params":{"hours":2}}}}}""".formatted(user);
    }

    private static String sent(String body) throws Exception {
        return gateway.send(202, body).path("send_id").asText();
    }

    private static String title(String user, String sendId) throws Exception {
        var pushes = gateway.pushesTo(iosToken(user)).stream()
                .filter(push -> push.payload().contains(sendId))
                .toList();
        assertThat(pushes).hasSize(1);
        return JSON.readTree(pushes.getFirst().payload()).at("/aps/alert/title").asText();
    }

    private static int named;

    /// One that has entered nothing yet, and whose arm that is.
    private static String userOf(String experiment, String arm) throws Exception {
        while (true) {
            var user = "other-" + named++;
            if (assigned(experiment, user).equals(arm)) return user;
        }
    }

    private static String assigned(String experiment, String user) throws Exception {
        return get("/v1/experiments/" + experiment + "/assignment?user=" + user)
                .path("arm")
                .asText();
    }

    private static JsonNode enrolments(String user) throws Exception {
        return get("/v1/users/" + user + "/export").path("enrolments");
    }

    private static JsonNode get(String path) throws Exception {
        return JSON.readTree(gateway.call("GET", path, "").body());
    }

    private static void register(String user, String locale) throws Exception {
        profile(user, locale);
        var device = "{\"app\":\"shop-ios\",\"device_token\":\"%s\"}".formatted(iosToken(user));
        assertThat(gateway.call("PUT", "/v1/users/" + user + "/devices/phone", device)
                        .statusCode())
                .isEqualTo(201);
    }

    private static void profile(String user, String locale) throws Exception {
        var profile = "{\"locale\":\"%s\",\"timezone\":\"Pacific/Auckland\",\"attributes\":{\"first_name\":\"%s\"}}"
                .formatted(locale, user);
        var answer = gateway.call("PUT", "/v1/users/" + user, profile);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /// The next night in Auckland, an hour before midnight.
    private static Instant night() {
        var today = LocalDateTime.now(AUCKLAND).toLocalDate();
        return today.plusDays(1).atTime(23, 0).atZone(AUCKLAND).toInstant();
    }
}
