package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.behaviour.FcmErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Users who travel while sends wait for them, with a moved clock.
class TravellingUserIT {

    private static final Duration RETRY_AFTER = Duration.ofMinutes(10);

    private static final String POLICY = """
            version: "1"
            defaults: {timezone: UTC, quiet_hours: "22:00-08:00", ttl: PT20H}
            categories:
              evening: {class: promotional, quiet_hours: defer, consent: none}
              news:    {class: promotional, quiet_hours: ignore, consent: none}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    /// Half past eight in Tokyo.
    private final Instant nightInLondon = LocalDate.now(ZoneOffset.UTC)
            .plusDays(1)
            .atTime(LocalTime.of(23, 30))
            .toInstant(ZoneOffset.UTC);

    @BeforeEach
    void night() {
        gateway.moveClockTo(nightInLondon);
    }

    @Test
    void what_waits_for_the_morning_is_pushed_at_once_where_it_is_day() throws Exception {
        user("amy", "Etc/UTC");
        var sendId = deferred("amy");
        put("amy", "", "{\"timezone\":\"Asia/Tokyo\"}");
        gateway.awaitState(sendId, "accepted");
        assertThat(gateway.pushesTo("and-amy")).hasSize(1);
    }

    @Test
    void the_same_zone_again_changes_nothing() throws Exception {
        user("bob", "Etc/UTC");
        user("cleo", "Etc/UTC");
        var bobs = deferred("bob");
        var cleos = deferred("cleo");
        put("bob", "", "{\"timezone\":\"Etc/UTC\"}");
        put(
                "bob",
                "/devices/phone",
                "{\"app\":\"shop-android\",\"device_token\":\"and-bob\",\"timezone\":\"Asia/Tokyo\"}");
        put("cleo", "", "{\"timezone\":\"Asia/Tokyo\"}");
        gateway.awaitState(cleos, "accepted"); // which came later
        assertThat(gateway.receipt(bobs).path("state").asText()).isEqualTo("waiting");
        assertThat(gateway.pushesTo("and-bob")).isEmpty();
        gateway.moveClockTo(nightInLondon.plus(Duration.ofMinutes(510)));
        gateway.awaitState(bobs, "accepted");
    }

    @Test
    void a_retry_keeps_its_pause() throws Exception {
        user("dora", "Etc/UTC");
        gateway.simulator
                .behaviour()
                .refuse(
                        "and-dora",
                        DeviceRefusal.times(FcmErrorCode.INTERNAL, 1).withRetryAfter(RETRY_AFTER));
        var retried = gateway.send(202, send("dora", "news")).get("send_id").asText();
        gateway.awaitState(retried, "waiting");
        var deferred = deferred("dora");

        put("dora", "", "{\"timezone\":\"Asia/Tokyo\"}");
        gateway.awaitState(deferred, "accepted"); // both are looked at now
        gateway.awaitState(retried, "waiting");
        assertThat(gateway.receipt(retried).at("/deliveries/0/attempts").asInt())
                .isEqualTo(1);

        gateway.moveClockTo(nightInLondon.plus(RETRY_AFTER).plusSeconds(60));
        assertThat(gateway.awaitState(retried, "accepted")
                        .at("/deliveries/0/attempts")
                        .asInt())
                .isEqualTo(2);
    }

    private static String deferred(String user) throws Exception {
        var answer = gateway.send(202, send(user, "evening"));
        assertThat(answer.path("reason").asText()).isEqualTo("quiet_hours");
        return answer.get("send_id").asText();
    }

    private static void user(String user, String zone) throws Exception {
        put(user, "", "{\"timezone\":\"" + zone + "\"}");
        put(user, "/devices/phone", "{\"app\":\"shop-android\",\"device_token\":\"and-" + user + "\"}");
    }

    private static void put(String user, String of, String body) throws Exception {
        var answer = gateway.call("PUT", "/v1/users/" + user + of, body);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    }

    private static String send(String user, String category) {
        return "{\"user\":\"" + user + "\",\"category\":\"" + category + "\",\"content\":{\"title\":\"t\"}}";
    }
}
