package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.simulator.behaviour.ApnsReason;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Sends that go at once or not at all (`ttl: PT0S`).
class NowOrNeverIT {

    private static final ZoneId AUCKLAND = ZoneId.of("Pacific/Auckland");

    private static final String POLICY = """
            version: "1"
            defaults: {timezone: Pacific/Auckland, quiet_hours: "22:00-08:00"}
            caps: {one: {limit: 1, window: PT1H}}
            categories:
              taxi:  {class: promotional, quiet_hours: ignore, consent: none, ttl: PT0S}
              once:  {class: promotional, quiet_hours: ignore, consent: none, caps: [one], on_cap: defer}
              night: {class: promotional, quiet_hours: defer,  consent: none}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @Test
    void it_is_pushed_at_once_and_kept_by_no_provider() throws Exception {
        for (var category : new String[] {"taxi", "once"}) {
            user(category);
            var moment = category.equals("taxi") ? "{}" : "{\"ttl\":\"PT0S\"}";
            var answer = gateway.send(202, send(category, category, moment));
            assertThat(answer.get("decision").asText()).isEqualTo("admitted");
            gateway.awaitState(answer.get("send_id").asText(), "accepted");
            var apns = gateway.pushesTo(GatewayFixture.iosToken(category));
            assertThat(apns).hasSize(1);
            assertThat(apns.getFirst().headers()).containsEntry("apns-expiration", "0");
            var fcm = gateway.pushesTo("and-" + category);
            assertThat(JSON.readTree(fcm.getFirst().payload())
                            .at("/message/android/ttl")
                            .asText())
                    .isEqualTo("0s");
        }
    }

    @Test
    void an_attempt_that_fails_is_the_only_one_and_gives_its_place_back() throws Exception {
        user("kiri");
        gateway.simulator
                .behaviour()
                .refuse(GatewayFixture.iosToken("kiri"), DeviceRefusal.always(ApnsReason.TOO_MANY_REQUESTS));
        var body = send(
                "kiri",
                "once",
                "{\"ttl\":\"PT0S\"},\"devices\":[{\"app\":\"shop-ios\",\"device_token\":\""
                        + GatewayFixture.iosToken("kiri") + "\"}]");
        var sendId = gateway.send(202, body).get("send_id").asText();
        var receipt = gateway.awaitState(sendId, "expired");
        assertThat(receipt.get("reason").asText()).isEqualTo("now_or_never");
        assertThat(receipt.at("/deliveries/0/outcome").asText()).isEqualTo("throttled");
        assertThat(receipt.at("/deliveries/0/attempts").asInt()).isEqualTo(1);
        assertThat(gateway.send(202, send("kiri", "once", "{}")).get("decision").asText())
                .as("the place is free again")
                .isEqualTo("admitted");
    }

    @Test
    void what_would_defer_it_suppresses_it_however_soon_that_is_over() throws Exception {
        user("mere");
        gateway.send(202, send("mere", "once", "{}"));
        assertThat(gateway.send(200, send("mere", "once", "{\"ttl\":\"PT0S\"}"))
                        .get("reason")
                        .asText())
                .isEqualTo("frequency_cap");
        var dawn = LocalDateTime.now(AUCKLAND).toLocalDate().plusDays(1).atTime(8, 0);
        gateway.moveClockTo(dawn.minusSeconds(2).atZone(AUCKLAND).toInstant());
        assertThat(gateway.send(200, send("mere", "night", "{\"ttl\":\"PT0S\"}"))
                        .get("reason")
                        .asText())
                .isEqualTo("would_expire_in_quiet_hours");
    }

    @Test
    void a_dry_run_says_so() throws Exception {
        user("rua");
        assertThat(momentGate("taxi", "{}").get("now_or_never").asBoolean()).isTrue();
        assertThat(momentGate("taxi", "{\"ttl\":\"PT1S\"}").has("now_or_never")).isFalse();
    }

    private static JsonNode momentGate(String category, String moment) throws Exception {
        var answer = gateway.call("POST", "/v1/sends?dry_run=true", send("rua", category, moment));
        return JSON.readTree(answer.body()).at("/gates/2");
    }

    private static String send(String user, String category, String moment) {
        return """
                {"user":"%s","category":"%s","content":{"title":"t"},"moment":%s}""".formatted(user, category, moment);
    }

    private static void user(String user) throws Exception {
        put(user, "ios", "shop-ios", GatewayFixture.iosToken(user));
        put(user, "and", "shop-android", "and-" + user);
    }

    private static void put(String user, String id, String app, String deviceToken) throws Exception {
        var answer = gateway.call("PUT", "/v1/users/" + user + "/devices/" + id, """
                {"app":"%s","device_token":"%s"}""".formatted(app, deviceToken));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }
}
