package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.behaviour.Reason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the providers say of device tokens, as users, callers and later sends see it.
class DeviceNewsIT {

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none, priority: normal}
              storm: {class: critical, quiet_hours: ignore, consent: none, interruption: time_sensitive}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @Test
    void a_device_that_is_unregistered_is_removed() throws Exception {
        register("u-1", "phone", "shop-android", "dead-phone");
        refuse("dead-phone", "UNREGISTERED", null);
        gateway.awaitState(send("u-1", "news"), "rejected");

        assertThat(user("u-1").path("devices")).isEmpty();
        assertThat(gateway.send(200, body("u-1", "news")).path("reason").asText())
                .isEqualTo("no_devices");
    }

    @Test
    void a_caller_is_told_of_a_device_that_it_gave_inline_and_that_died() throws Exception {
        refuse("dead-inline", "UNREGISTERED", null);
        var sendId = gateway.send(202, """
                {"user":"u-6","category":"news","content":{"title":"t"},
                 "devices":[{"app":"shop-android","device_token":"dead-inline"}]}""").get("send_id").asText();
        gateway.awaitState(sendId, "rejected");

        var events = JSON.readTree(
                        gateway.call("GET", "/v1/events?wait=5&limit=1000", "").body())
                .path("events");
        assertThat(events)
                .anySatisfy(event -> {
                    assertThat(event.path("type").asText()).isEqualTo("opportune.device.invalidated");
                    assertThat(event.at("/data/device_token").asText()).isEqualTo("dead-inline");
                    assertThat(event.at("/data/user").asText()).isEqualTo("u-6");
                })
                .anySatisfy(event -> {
                    assertThat(event.path("type").asText()).isEqualTo("opportune.send.settled");
                    assertThat(event.path("subject").asText()).isEqualTo(sendId);
                });
    }

    @Test
    void a_device_that_was_registered_again_since_it_died_lives() throws Exception {
        var deviceToken = GatewayFixture.iosToken("u-2");
        var diedAt = Instant.now().minusSeconds(60);
        register("u-2", "phone", "shop-ios", deviceToken);
        refuse(deviceToken, "Unregistered", diedAt);
        gateway.awaitState(send("u-2", "news"), "rejected");

        assertThat(user("u-2").path("devices")).hasSize(1);
    }

    @Test
    void a_device_token_of_another_environment_is_in_quarantine_until_it_is_registered_again() throws Exception {
        // Its app gets through to others.
        register("u-7", "phone", "shop-ios", GatewayFixture.iosToken("u-7"));
        gateway.awaitState(send("u-7", "news"), "accepted");
        var deviceToken = GatewayFixture.iosToken("u-3");
        register("u-3", "phone", "shop-ios", deviceToken);
        refuse(deviceToken, "BadDeviceToken", null);
        gateway.awaitState(send("u-3", "news"), "rejected");

        var quarantine = user("u-3").at("/devices/0/quarantine");
        assertThat(quarantine.path("reason").asText()).isEqualTo("BadDeviceToken");
        assertThat(gateway.send(200, body("u-3", "news")).path("reason").asText())
                .isEqualTo("no_devices");

        gateway.simulator.behaviour().normal();
        register("u-3", "phone", "shop-ios", deviceToken);
        assertThat(user("u-3").at("/devices/0/quarantine").isMissingNode()).isTrue();
        gateway.awaitState(send("u-3", "news"), "accepted");
    }

    @Test
    void a_device_that_is_throttled_waits_and_no_other() throws Exception {
        var slow = GatewayFixture.iosToken("u-4 slow");
        register("u-4", "slow", "shop-ios", slow);
        register("u-4", "fast", "shop-ios", GatewayFixture.iosToken("u-4 fast"));
        refuse(slow, "TooManyRequests", null);
        var sendId = send("u-4", "news");

        await().untilAsserted(() -> {
            assertThat(delivery(sendId, "fast").path("outcome").asText()).isEqualTo("accepted");
            assertThat(delivery(sendId, "slow").path("outcome").asText()).isEqualTo("throttled");
        });
        assertThat(gateway.receipt(sendId).path("state").asText()).isEqualTo("waiting");
        assertThat(gateway.pushesTo(GatewayFixture.iosToken("u-4 fast"))).hasSize(1);
    }

    @Test
    void a_category_says_how_urgent_its_pushes_are() throws Exception {
        var deviceToken = GatewayFixture.iosToken("u-5");
        register("u-5", "phone", "shop-ios", deviceToken);
        gateway.awaitState(send("u-5", "news"), "accepted");
        gateway.awaitState(send("u-5", "storm"), "accepted");

        var pushes = gateway.pushesTo(deviceToken);
        assertThat(pushes).extracting(it -> it.headers().get("apns-priority")).containsExactly("5", "10");
        assertThat(JSON.readTree(pushes.getFirst().payload())
                        .at("/aps/interruption-level")
                        .isMissingNode())
                .isTrue();
        assertThat(JSON.readTree(pushes.getLast().payload())
                        .at("/aps/interruption-level")
                        .asText())
                .isEqualTo("time-sensitive");
    }

    private static JsonNode delivery(String sendId, String deviceId) throws Exception {
        for (var delivery : gateway.receipt(sendId).path("deliveries")) {
            if (delivery.path("device_id").asText().equals(deviceId)) return delivery;
        }
        return JSON.missingNode();
    }

    private static void refuse(String deviceToken, String reason, @Nullable Instant since) {
        gateway.simulator
                .behaviour()
                .refuse(deviceToken, new DeviceRefusal(Reason.ofWireName(reason), DeviceRefusal.FOREVER, null, since));
    }

    private static JsonNode user(String user) throws Exception {
        return JSON.readTree(gateway.call("GET", "/v1/users/" + user, "").body());
    }

    private static void register(String user, String deviceId, String app, String deviceToken) throws Exception {
        var answer = gateway.call(
                "PUT",
                "/v1/users/" + user + "/devices/" + deviceId,
                "{\"app\":\"" + app + "\",\"device_token\":\"" + deviceToken + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    }

    private static String send(String user, String category) throws Exception {
        return gateway.send(202, body(user, category)).get("send_id").asText();
    }

    private static String body(String user, String category) {
        return """
                {"user":"%s","category":"%s","content":{"title":"t"},"moment":{"ttl":"%s"}}""".formatted(user, category, Duration.ofMinutes(2));
    }
}
