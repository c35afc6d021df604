package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Sends that wait for their time, with a moved clock: they are pushed then, with what is left of their moment.
class DeferredSendIT {

    private static final ZoneId AUCKLAND = ZoneId.of("Pacific/Auckland");

    private static final String POLICY = """
            version: "1"
            defaults: {timezone: UTC, quiet_hours: "22:00-08:00", ttl: PT1H}
            categories:
              evening: {class: promotional, quiet_hours: defer, consent: none, ttl: PT12H}
              short:   {class: promotional, quiet_hours: defer, consent: none, ttl: PT1H}
              news:    {class: promotional, quiet_hours: ignore, consent: none, ttl: PT12H}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    /// The next night in Auckland, an hour before midnight.
    private static Instant night() {
        var today = LocalDateTime.now(AUCKLAND).toLocalDate();
        return today.plusDays(1).atTime(23, 0).atZone(AUCKLAND).toInstant();
    }

    @Test
    void a_send_in_quiet_hours_is_pushed_at_their_end_with_what_is_left_of_its_moment() throws Exception {
        user("kiri");
        gateway.moveClockTo(night());
        var answer = gateway.send(202, send("kiri", "evening"));
        assertThat(answer.get("decision").asText()).isEqualTo("deferred");
        assertThat(answer.get("reason").asText()).isEqualTo("quiet_hours");
        var release = night().atZone(AUCKLAND)
                .toLocalDate()
                .plusDays(1)
                .atTime(8, 0)
                .atZone(AUCKLAND)
                .toInstant();
        assertThat(Instant.parse(answer.get("release_at").asText())).isEqualTo(release);
        var deadline = Instant.parse(answer.get("deadline").asText());
        var sendId = answer.get("send_id").asText();
        assertThat(gateway.receipt(sendId).get("state").asText()).isEqualTo("waiting");

        gateway.moveClockTo(release.minusSeconds(30));
        gateway.send(202, send("kiri", "news")); // the lanes have seen that it is not time yet
        assertThat(gateway.receipt(sendId).get("state").asText()).isEqualTo("waiting");

        gateway.moveClockTo(release);
        gateway.awaitState(sendId, "accepted");
        var apns = gateway.pushesTo(GatewayFixture.iosToken("kiri")).stream()
                .filter(push -> push.payload().contains(sendId))
                .toList();
        assertThat(apns).hasSize(1);
        assertThat(apns.getFirst().headers())
                .containsEntry("apns-expiration", Long.toString(deadline.getEpochSecond()));
        var fcm = gateway.pushesTo("and-kiri").stream()
                .filter(push -> push.payload().contains(sendId))
                .toList();
        assertThat(fcm).hasSize(1);
        var message = JSON.readTree(fcm.getFirst().payload()).path("message");
        long left = Duration.between(release, deadline).toSeconds();
        assertThat(Long.parseLong(message.at("/android/ttl").asText().replace("s", "")))
                .isBetween(left - 25, left);
        assertThat(message.at("/webpush/headers/TTL").asLong()).isBetween(left - 25, left);
        assertThat(message.at("/apns/headers/apns-expiration").asLong()).isEqualTo(deadline.getEpochSecond());
    }

    @Test
    void a_moment_that_would_end_in_quiet_hours_is_refused_now() throws Exception {
        user("mere");
        gateway.moveClockTo(night());
        assertThat(gateway.send(200, send("mere", "short")).get("reason").asText())
                .isEqualTo("would_expire_in_quiet_hours");
    }

    @Test
    void a_send_scheduled_on_the_users_own_clock_is_pushed_then() throws Exception {
        user("tane");
        var noon = night().atZone(AUCKLAND).toLocalDate().plusDays(1).atTime(12, 0);
        gateway.moveClockTo(noon.minusHours(1).atZone(AUCKLAND).toInstant());
        var answer = gateway.send(202, """
                {"user":"tane","category":"news","content":{"title":"t"},
                 "moment":{"clock":"user","from":"%s","until":"%s"}}""".formatted(noon, noon.plusHours(1)));
        assertThat(answer.get("reason").asText()).isEqualTo("scheduled");
        assertThat(Instant.parse(answer.get("release_at").asText()))
                .isEqualTo(noon.atZone(AUCKLAND).toInstant());
        gateway.moveClockTo(noon.atZone(AUCKLAND).toInstant());
        gateway.awaitState(answer.get("send_id").asText(), "accepted");
    }

    @Test
    void what_waits_can_be_cancelled_and_is_never_pushed() throws Exception {
        user("rua");
        gateway.moveClockTo(night());
        var sendId = gateway.send(202, send("rua", "evening")).get("send_id").asText();
        var cancelled = gateway.call("DELETE", "/v1/sends/" + sendId, "");
        assertThat(cancelled.statusCode()).as(cancelled.body()).isEqualTo(200);
        gateway.moveClockTo(night().plus(Duration.ofHours(10)));
        var other = gateway.send(202, send("rua", "news")).get("send_id").asText();
        gateway.awaitState(other, "accepted");
        assertThat(gateway.receipt(sendId).get("state").asText()).isEqualTo("cancelled");
        assertThat(gateway.pushesTo("and-rua")).noneMatch(push -> push.payload().contains(sendId));
    }

    @Test
    void a_send_that_cannot_be_read_holds_up_no_other() throws Exception {
        user("hemi");
        gateway.moveClockTo(night());
        var spoilt = gateway.send(202, send("hemi", "evening")).get("send_id").asText();
        var other = gateway.send(202, send("hemi", "evening")).get("send_id").asText();
        gateway.spoil(spoilt);
        gateway.moveClockTo(night().plus(Duration.ofHours(10)));
        gateway.awaitState(other, "accepted");
    }

    private static void user(String user) throws Exception {
        assertThat(gateway.call("PUT", "/v1/users/" + user, "{\"timezone\":\"Pacific/Auckland\"}")
                        .statusCode())
                .isEqualTo(200);
        var ios = "{\"app\":\"shop-ios\",\"device_token\":\"" + GatewayFixture.iosToken(user) + "\"}";
        assertThat(gateway.call("PUT", "/v1/users/" + user + "/devices/phone", ios)
                        .statusCode())
                .isEqualTo(201);
        var android = "{\"app\":\"shop-android\",\"device_token\":\"and-" + user + "\"}";
        assertThat(gateway.call("PUT", "/v1/users/" + user + "/devices/tablet", android)
                        .statusCode())
                .isEqualTo(201);
    }

    private static String send(String user, String category) {
        return "{\"user\":\"" + user + "\",\"category\":\"" + category + "\",\"content\":{\"title\":\"t\"}}";
    }
}
