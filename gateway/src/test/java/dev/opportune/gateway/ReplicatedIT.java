package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Sends while no replica confirms what is written.
class ReplicatedIT {

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway =
            new GatewayFixture(POLICY, Duration.ofMillis(400), Durability.REPLICATED);

    @BeforeEach
    void confirmed() throws Exception {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> gateway.gateway.ready().await(5, TimeUnit.SECONDS));
        gateway.awaitState(gateway.send(202, send("u-0")).get("send_id").asText(), "accepted");
    }

    @Test
    void without_a_key_a_send_that_no_replica_has_is_never_pushed_and_cancelled_afterwards() throws Exception {
        var sendId = unconfirmed("u-1");
        gateway.awaitState(sendId, "cancelled");
        assertThat(gateway.pushesTo("and-u-1")).isEmpty();
    }

    @Test
    void with_a_key_it_is_pushed_once_when_a_replica_has_it() throws Exception {
        var sendId = unconfirmed("u-2", "Idempotency-Key", "key-2");
        gateway.awaitState(sendId, "accepted");
        var retry = gateway.send(202, send("u-2"), "Idempotency-Key", "key-2");
        assertThat(retry.get("send_id").asText()).isEqualTo(sendId);
        assertThat(gateway.pushesTo("and-u-2")).hasSize(1);
    }

    /// Sends while the replica stands still, and again until it is told that nothing is taken at all. Gives the id that
    /// the first caller is told.
    private static String unconfirmed(String user, String... headers) throws Exception {
        gateway.redis.freezeReplicas();
        try {
            var answer = gateway.send(503, send(user), headers);
            assertThat(answer.get("type").asText()).isEqualTo("urn:opportune:problem:outcome-unknown");
            await().until(() -> {
                var next = gateway.send(503, send(user + "-again"));
                return next.get("type").asText().equals("urn:opportune:problem:storage-unavailable");
            });
            assertThat(gateway.pushesTo("and-" + user)).isEmpty();
            assertThat(gateway.pushesTo("and-" + user + "-again")).isEmpty();
            assertThat(gateway.gateway.redisOutage().await(5, TimeUnit.SECONDS))
                    .get()
                    .asString()
                    .contains("has no replica that confirms in time what is written");
            return answer.get("send_id").asText();
        } finally {
            gateway.redis.thawReplicas();
        }
    }

    private static String send(String user) {
        return """
                {"user":"%s","category":"news","content":{"title":"t"},
                 "devices":[{"app":"shop-android","device_token":"and-%s"}]}""".formatted(user, user);
    }
}
