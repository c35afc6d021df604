package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.behaviour.FcmErrorCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// "Why did they not get it?", asked of a running gateway.
class ExplainIT {

    private static final ZoneId AUCKLAND = ZoneId.of("Pacific/Auckland");
    private static final Duration RETRY_AFTER = Duration.ofMinutes(5);

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture("""
            version: "7"
            defaults: {quiet_hours: "22:00-08:00", ttl: P1D}
            caps:
              one: {limit: 1, window: P1D}
            categories:
              evening: {class: transactional, consent: none}
              promo: {class: promotional, caps: [one], quiet_hours: ignore}
              asked: {class: promotional, consent: opt_in, quiet_hours: ignore}
            """);

    @Test
    void the_story_of_a_send_that_waited_and_was_tried_twice() throws Exception {
        user("kiri");
        gateway.moveClockTo(night());
        var sendId = send("kiri", "evening").get("send_id").asText();
        assertThat(steps(sendId)).containsExactly("deferred", "waiting");
        assertThat(last(sendId).path("reason").asText()).isEqualTo("quiet_hours");

        gateway.simulator
                .behaviour()
                .refuse(
                        "and-kiri",
                        DeviceRefusal.times(FcmErrorCode.INTERNAL, 1).withRetryAfter(RETRY_AFTER));
        var dawn = night().plus(Duration.ofHours(9));
        gateway.moveClockTo(dawn);
        gateway.awaitState(sendId, "waiting");
        await().until(() -> steps(sendId).contains("put_off"));
        gateway.moveClockTo(dawn.plus(RETRY_AFTER).plusSeconds(1));
        gateway.awaitState(sendId, "accepted");

        var story = story(sendId);
        assertThat(steps(sendId)).containsExactly("deferred", "taken_up", "put_off", "taken_up", "delivery", "ended");
        var putOff = story.at("/history/2");
        assertThat(putOff.at("/tried/0/app").asText()).isEqualTo("shop-android");
        assertThat(putOff.at("/tried/0/reason").asText()).isEqualTo("INTERNAL");
        // By the lane's clock, which is Redis' to some milliseconds.
        assertThat(Instant.parse(putOff.path("until").asText()))
                .isAfter(dawn.plus(RETRY_AFTER).minusSeconds(10));
        assertThat(story.at("/history/4/attempts").asInt()).isEqualTo(2);
        var times = story.path("history")
                .valueStream()
                .map(it -> Instant.parse(it.path("at").asText()))
                .toList();
        assertThat(times).isSorted();

        assertThat(explain(sendId)).isZero();
        assertThat(out.toString().lines().map(String::strip))
                .anyMatch(it -> it.startsWith("send " + sendId + " to kiri: accepted"))
                .anyMatch(it -> it.contains("category evening") && it.contains("policy 7"))
                .anyMatch(it -> it.contains("deferred: quiet hours, waits until "))
                .anyMatch(it -> it.contains("handed back until ")
                        && it.contains("shop-android")
                        && it.contains("INTERNAL (1 device)"))
                .anyMatch(it -> it.contains("shop-android phone: accepted, attempt 2"))
                .anyMatch(it -> it.contains("The provider took it for 1 of 1 device."));
        assertThat(explain(sendId, "--json")).isZero();
        assertThat(GatewayFixture.JSON.readTree(out.toString())).isEqualTo(story);
    }

    @Test
    void what_the_door_suppressed_tells_the_rule_and_what_to_do() throws Exception {
        user("mere");
        gateway.send(202, body("mere", "promo"));
        var capped = gateway.send(200, body("mere", "promo")).get("send_id").asText();
        assertThat(explain(capped)).isZero();
        assertThat(out.toString())
                .contains("suppressed: frequency cap, cap one had 1 of 1 in PT24H, next place ")
                .contains("The user had as many as the policy allows");
        assertThat(steps(capped)).containsExactly("suppressed");

        var refused = gateway.send(200, body("mere", "asked")).get("send_id").asText();
        assertThat(explain(refused)).isZero();
        assertThat(out.toString()).contains("suppressed: not opted in", "ask the user in the app");
    }

    @Test
    void what_there_is_not_is_told_plainly() throws Exception {
        assertThat(explain("order-4711")).isEqualTo(1);
        assertThat(out.toString()).contains("404: no send \"order-4711\": no send here has such an id");

        user("rua");
        var sendId = send("rua", "promo").get("send_id").asText();
        var gone = sendId.substring(0, sendId.length() - 3) + "zzz";
        assertThat(explain(gone)).isEqualTo(1);
        assertThat(out.toString()).contains("whose id is of 20", "its receipt is gone", "another caller's");

        assertThat(gateway.call("GET", "/v1/sends/" + sendId + "?history=maybe", "")
                        .statusCode())
                .isEqualTo(400);
    }

    private final StringWriter out = new StringWriter();

    private int explain(String... arguments) {
        out.getBuffer().setLength(0);
        var all = new ArrayList<>(List.of("explain", "--url", gateway.uri("").toString()));
        all.addAll(List.of(arguments));
        var writer = new PrintWriter(out);
        return Main.commandLine().setOut(writer).setErr(writer).execute(all.toArray(String[]::new));
    }

    private static Instant night() {
        return LocalDateTime.now(AUCKLAND)
                .toLocalDate()
                .plusDays(1)
                .atTime(23, 0)
                .atZone(AUCKLAND)
                .toInstant();
    }

    private static JsonNode story(String sendId) throws Exception {
        var answer = gateway.call("GET", "/v1/sends/" + sendId + "?history=true", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return GatewayFixture.JSON.readTree(answer.body());
    }

    private static List<String> steps(String sendId) throws Exception {
        return story(sendId)
                .path("history")
                .valueStream()
                .map(it -> it.path("step").asText())
                .toList();
    }

    private static JsonNode last(String sendId) throws Exception {
        var steps = story(sendId).path("history");
        return steps.get(steps.size() - 1);
    }

    private static void user(String user) throws Exception {
        assertThat(gateway.call("PUT", "/v1/users/" + user, "{\"timezone\":\"Pacific/Auckland\"}")
                        .statusCode())
                .isEqualTo(200);
        var android = "{\"app\":\"shop-android\",\"device_token\":\"and-" + user + "\"}";
        assertThat(gateway.call("PUT", "/v1/users/" + user + "/devices/phone", android)
                        .statusCode())
                .isEqualTo(201);
    }

    private static JsonNode send(String user, String category) throws Exception {
        return gateway.send(202, body(user, category));
    }

    private static String body(String user, String category) {
        return "{\"user\":\"" + user + "\",\"category\":\"" + category + "\",\"content\":{\"title\":\"t\"}}";
    }
}
