package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.simulator.behaviour.Latency;
import dev.opportune.simulator.record.Provider;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What happens when Redis has little memory left, or none.
class FullRedisIT {

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none}
              order: {class: transactional, quiet_hours: ignore, consent: none}
              alert: {class: critical, quiet_hours: ignore, consent: none}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @AfterEach
    void room() throws Exception {
        gateway.redis.maxMemory(0);
        await().until(() -> gateway.gateway.memoryFault().isEmpty());
    }

    @Test
    void the_less_important_sends_are_refused_before_it_is_full_and_say_why() throws Exception {
        fillTo(85);
        var refused = gateway.post(send("news", "u-1"));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(JSON.readTree(refused.body()).get("type").asText()).isEqualTo("urn:opportune:problem:overloaded");
        assertThat(JSON.readTree(refused.body()).get("detail").asText())
                .startsWith("Redis uses ")
                .contains("promotional sends are refused (expected: at most 80 %)");
        gateway.send(202, send("order", "u-1"));

        fillTo(95);
        gateway.send(503, send("order", "u-1"));
        gateway.send(202, send("alert", "u-1"));
    }

    @Test
    void in_a_full_redis_what_was_taken_ends_and_nothing_is_taken() throws Exception {
        gateway.simulator.behaviour().latency(Provider.FCM, Latency.fixed(Duration.ofSeconds(2)));
        var first = gateway.send(202, send("news", "u-2")).get("send_id").asText();
        var second = gateway.send(202, send("alert", "u-2")).get("send_id").asText();
        gateway.redis.maxMemory(1);

        var refused = gateway.post(send("alert", "u-2"));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(JSON.readTree(refused.body()).get("type").asText())
                .isEqualTo("urn:opportune:problem:storage-unavailable");
        gateway.awaitState(first, "accepted");
        gateway.awaitState(second, "accepted");
    }

    /// Gives Redis so much memory that it uses that part of it, and waits until that is known.
    private static void fillTo(int percent) throws Exception {
        gateway.redis.fill(50_000_000);
        gateway.redis.maxMemory(gateway.redis.usedMemory() * 100 / percent);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> gateway.gateway
                        .memoryFault()
                        .filter(it -> it.contains("all but") == percent > 90)
                        .isPresent());
    }

    private static String send(String category, String user) {
        return """
                {"user":"%s","category":"%s","content":{"title":"t"},"moment":{"ttl":"PT1M"},
                 "devices":[{"app":"shop-android","device_token":"and-%s"}]}""".formatted(user, category, user);
    }
}
