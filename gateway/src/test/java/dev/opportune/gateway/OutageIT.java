package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.simulator.behaviour.Fault;
import dev.opportune.simulator.record.Provider;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What callers and sends see when Redis or a provider is gone.
class OutageIT {

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @Test
    void without_redis_a_send_is_refused_and_taken_again_when_it_is_back() throws Exception {
        gateway.redis.stop();
        var begun = System.nanoTime();
        var refused = gateway.post(send("u-1", "PT1M"));
        // A second is the promise; the machine that runs this may pause.
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(JSON.readTree(refused.body()).get("type").asText())
                .isIn("urn:opportune:problem:storage-unavailable", "urn:opportune:problem:outcome-unknown");
        assertThat(gateway.gateway.ready().await(5, TimeUnit.SECONDS)).isFalse();

        gateway.redis.startAgain();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> gateway.gateway.ready().await(5, TimeUnit.SECONDS));
        var sendId = gateway.send(202, send("u-1", "PT1M")).get("send_id").asText();
        gateway.awaitState(sendId, "accepted");
    }

    @Test
    void while_a_provider_resets_every_connection_a_send_waits_and_is_pushed_when_it_is_back() throws Exception {
        gateway.simulator.behaviour().fail(Provider.FCM, Fault.BODILESS_503, 1);
        var sendId = gateway.send(202, send("u-2", "PT1M")).get("send_id").asText();
        var receipt = gateway.awaitState(sendId, "accepted");
        assertThat(receipt.at("/deliveries/0/attempts").asInt()).isEqualTo(2);
        var collapse = gateway.pushesTo("and-u-2").stream()
                .map(push -> collapseId(push.payload()))
                .distinct()
                .toList();
        assertThat(collapse).as("a copy replaces the first").containsExactly(sendId);
    }

    @Test
    void a_send_whose_provider_does_not_come_back_expires_at_its_deadline() throws Exception {
        gateway.simulator.behaviour().fail(Provider.APNS, Fault.BODILESS_503, 1000);
        var sendId = gateway.send(202, """
                {"user":"u-3","category":"news","content":{"title":"t"},"moment":{"ttl":"PT3S"},
                 "devices":[{"app":"shop-ios","device_token":"%s"}]}""".formatted(GatewayFixture.iosToken("u-3")))
                .get("send_id")
                .asText();
        var receipt = gateway.awaitState(sendId, "expired");
        assertThat(receipt.at("/deliveries/0/outcome").asText()).isEqualTo("throttled");
    }

    private static String collapseId(String payload) {
        try {
            return JSON.readTree(payload)
                    .at("/message/android/notification/tag")
                    .asText();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String send(String user, String ttl) {
        return """
                {"user":"%s","category":"news","content":{"title":"t"},"moment":{"ttl":"%s"},
                 "devices":[{"app":"shop-android","device_token":"and-%s"}]}""".formatted(user, ttl, user);
    }
}
