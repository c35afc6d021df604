package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.iosToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.gateway.page.ExperimentPage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Sends of an experiment, from the caller to the phones and back to the results.
class ExperimentsIT {

    private static final String POLICY = """
            version: "2026-11-29"
            categories:
              sale: {class: promotional, intent: buy, quiet_hours: ignore, consent: none}
            experiments:
              rain: {salt: "1", arms: {calm: 50, urgent: 50}, holdout: 20, goal: "converted:purchase", guardrails: [refused_after]}
              sun: {salt: "1", arms: {calm: 50, urgent: 50}, holdout: 20, goal: "converted:purchase"}
              over: {salt: "1", arms: {calm: 50, urgent: 50}, goal: opened, state: stopped, winner: urgent}
            """;
    private static final int USERS = 40;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY, TestMeasurement.ofPurchases());

    /// What each arm's users were shown, by the simulator's record.
    private static final Map<String, List<String>> shown = new TreeMap<>();

    @BeforeAll
    static void send() throws Exception {
        for (int i = 0; i < USERS; i++) {
            var user = "u-" + i;
            register(user);
            for (int again = 0; again < 2; again++) {
                var arm = assigned("rain", user).path("arm").asText();
                var decided = gateway.send(arm.equals("holdout") ? 200 : 202, body(user, "rain"));
                if (arm.equals("holdout")) {
                    assertThat(decided.path("reason").asText()).isEqualTo("held_out");
                } else {
                    var receipt = gateway.awaitState(decided.path("send_id").asText(), "accepted");
                    assertThat(receipt.path("arm").asText()).isEqualTo(arm);
                    assertThat(receipt.path("experiment").asText()).isEqualTo("rain");
                }
                if (again == 0) {
                    shown.computeIfAbsent(arm, _ -> new ArrayList<>()).add(user);
                }
            }
            if (i % 2 == 0) convert(user);
        }
    }

    private static void register(String user) throws Exception {
        var device = "{\"app\":\"shop-ios\",\"device_token\":\"%s\",\"permission\":\"authorized\"}"
                .formatted(iosToken(user));
        assertThat(gateway.call("PUT", "/v1/users/" + user + "/devices/phone", device)
                        .statusCode())
                .isEqualTo(201);
    }

    private static String body(String user, String experiment) {
        return """
                {"user":"%s","category":"sale","experiment":"%s","variants":{
                 "calm":{"content":{"title":"calm"}},"urgent":{"content":{"title":"urgent"}}}}""".formatted(user, experiment);
    }

    private static void convert(String user) throws Exception {
        for (var id : List.of("1", "2")) {
            var told = gateway.call("POST", "/v1/interactions", """
                    {"type":"converted","user":"%s","name":"purchase","id":"%s"}""".formatted(user, id));
            assertThat(told.statusCode()).isEqualTo(202);
        }
    }

    private static JsonNode get(String path) throws Exception {
        return GatewayFixture.JSON.readTree(gateway.call("GET", path, "").body());
    }

    private static JsonNode assigned(String experiment, String user) throws Exception {
        return get("/v1/experiments/" + experiment + "/assignment?user=" + user);
    }

    @Test
    void whoever_entered_is_shown_the_words_of_its_arm_and_no_others() {
        assertThat(shown.keySet()).containsExactly("calm", "holdout", "urgent");
        shown.forEach((arm, users) -> {
            for (var user : users) {
                var pushes = gateway.pushesTo(iosToken(user));
                assertThat(pushes).hasSize(arm.equals("holdout") ? 0 : 2);
                for (var push : pushes) assertThat(push.payload().toString()).contains("\"title\":\"" + arm + "\"");
            }
        });
    }

    @Test
    void results_equal_a_recount() throws Exception {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(users(get("/v1/experiments/rain"))).isEqualTo(USERS));
        var results = get("/v1/experiments/rain");
        for (var arm : results.path("arms")) {
            var users = shown.get(arm.path("arm").asText());
            assertThat(arm.path("users").asInt()).isEqualTo(users.size());
            assertThat(arm.path("goals").asLong())
                    .isEqualTo(users.stream()
                            .filter(user -> Integer.parseInt(user.substring(2)) % 2 == 0)
                            .count());
        }
        shown.forEach((arm, users) ->
                await().untilAsserted(() -> assertThat(enrolments(arm)).isEqualTo(users.size())));
        assertThat(results.path("verdict").asText()).isEqualTo("not yet");
        assertThat(results.path("sample_ratio").path("sound").asBoolean()).isTrue();
    }

    /// By the metric.
    private static double enrolments(String arm) {
        return gateway.meters
                .get("opportune.enrolments")
                .tags("experiment", "rain", "arm", arm)
                .counter()
                .count();
    }

    private static int users(JsonNode results) {
        int users = 0;
        for (var arm : results.path("arms")) users += arm.path("users").asInt();
        return users;
    }

    @Test
    void an_export_tells_of_enrolments_and_an_erasure_ends_them() throws Exception {
        register("erased");
        var _ = gateway.post(body("erased", "sun"));
        var enrolment = get("/v1/users/erased/export").path("enrolments").path(0);
        assertThat(enrolment.path("experiment").asText()).isEqualTo("sun");
        assertThat(enrolment.path("arm").asText())
                .isEqualTo(assigned("sun", "erased").path("arm").asText());
        assertThat(assigned("sun", "erased").path("entered").asBoolean()).isTrue();
        assertThat(gateway.call("DELETE", "/v1/users/erased", "").statusCode()).isEqualTo(204);
        assertThat(assigned("sun", "erased").path("entered").asBoolean()).isFalse();
    }

    @Test
    void who_refuses_to_be_measured_enters_nothing_and_is_not_held_out() throws Exception {
        var heldOut = heldOutUser();
        register(heldOut);
        assertThat(gateway.call(
                                "PATCH",
                                "/v1/users/" + heldOut + "/preferences",
                                "{\"measurement\":\"refused\",\"source\":\"app\"}")
                        .statusCode())
                .isEqualTo(200);
        var _ = gateway.send(202, body(heldOut, "sun"));
        assertThat(assigned("sun", heldOut).path("entered").asBoolean()).isFalse();
    }

    @Test
    void somebody_unknown_enters_nothing_and_is_not_held_out() throws Exception {
        var unknown = heldOutUser();
        var decided = gateway.send(
                202,
                body(unknown, "sun")
                        .replace(
                                "\"category\"",
                                "\"devices\":[{\"app\":\"shop-ios\",\"device_token\":\"" + iosToken(unknown)
                                        + "\"}],\"category\""));
        var _ = gateway.awaitState(decided.path("send_id").asText(), "accepted");
        assertThat(assigned("sun", unknown).path("entered").asBoolean()).isFalse();
    }

    private static int named;

    private static String heldOutUser() throws Exception {
        while (true) {
            var user = "other-" + named++;
            if (assigned("sun", user).path("arm").asText().equals("holdout")) return user;
        }
    }

    @Test
    void a_stopped_experiment_gives_everybody_the_winners_words() throws Exception {
        for (int i = 0; i < 4; i++) {
            var user = "late-" + i;
            register(user);
            var decided = gateway.send(202, body(user, "over"));
            var receipt = gateway.awaitState(decided.path("send_id").asText(), "accepted");
            assertThat(receipt.path("arm").asText()).isEqualTo("urgent");
            assertThat(gateway.pushesTo(iosToken(user)).getFirst().payload().toString())
                    .contains("\"urgent\"");
            assertThat(assigned("over", user).path("entered").asBoolean()).isFalse();
        }
        assertThat(ExperimentPage.of(get("/v1/experiments/over"))).contains("Stopped: everybody gets urgent");
    }

    @Test
    void a_dry_run_tells_the_arm_and_changes_nothing() throws Exception {
        register("dry");
        var told = GatewayFixture.JSON.readTree(gateway.call("POST", "/v1/sends?dry_run=true", body("dry", "sun"))
                .body());
        var gate = told.path("gates").path(told.path("gates").size() - 1);
        assertThat(gate.path("gate").asText()).isEqualTo("experiment");
        assertThat(gate.path("experiment").asText()).isEqualTo("sun");
        assertThat(gate.path("arm").asText())
                .isEqualTo(assigned("sun", "dry").path("arm").asText());
        assertThat(gate.path("entered").asBoolean()).isFalse();
        assertThat(assigned("sun", "dry").path("entered").asBoolean()).isFalse();
    }

    @Test
    void a_repeat_by_its_key_replays_and_other_variants_do_not_fit_it() throws Exception {
        register("key");
        var keyed = body("key", "sun").replace("\"category\"", "\"idempotency_key\":\"k\",\"category\"");
        var first = GatewayFixture.JSON.readTree(gateway.post(keyed).body());
        var again = GatewayFixture.JSON.readTree(gateway.post(keyed).body());
        assertThat(again).isEqualTo(first);
        for (var arm : List.of("calm", "urgent")) {
            var other = keyed.replace("\"title\":\"" + arm + "\"", "\"title\":\"another\"");
            assertThat(gateway.post(other).body()).contains("idempotency-mismatch");
        }
    }

    @Test
    void what_the_policy_does_not_know_is_refused_by_name() throws Exception {
        assertThat(gateway.send(422, body("u-1", "snow")).path("detail").asText())
                .isEqualTo("/experiment: \"snow\" (expected: an experiment of the policy)");
        assertThat(gateway.send(422, body("u-1", "rain").replace("\"calm\":{", "\"loud\":{"))
                        .path("detail")
                        .asText())
                .isEqualTo("/variants: loud, urgent (expected: calm, urgent, the arms of rain)");
        var long_ = body("u-1", "rain").replace("\"title\":\"urgent\"", "\"title\":\"" + "u".repeat(5_000) + "\"");
        assertThat(gateway.send(422, long_).path("detail").asText())
                .isEqualTo("/variants/urgent/content: see bytes (expected: at most max_bytes)");
        assertThat(gateway.send(
                                400,
                                body("u-1", "rain")
                                        .replace("\"variants\"", "\"content\":{\"title\":\"t\"},\"variants\""))
                        .path("detail")
                        .asText())
                .startsWith("/content: beside variants");
        assertThat(gateway.call("GET", "/v1/experiments/snow", "").statusCode()).isEqualTo(404);
    }

    @Test
    void the_list_has_those_that_are_stopped_too() throws Exception {
        assertThat(get("/v1/experiments").path("experiments").findValuesAsText("experiment"))
                .containsExactly("rain", "sun", "over");
    }
}
