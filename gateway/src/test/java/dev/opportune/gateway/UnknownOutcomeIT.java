package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Sends that Redis took while nobody heard it say so.
class UnknownOutcomeIT {

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY, Duration.ofMillis(400));

    @BeforeAll
    static void start() throws Exception {
        // Redis knows the script from now on: it would refuse an unknown one, and take nothing.
        gateway.awaitState(gateway.send(202, send("u-0")).get("send_id").asText(), "accepted");
    }

    @Test
    void without_a_key_it_is_cancelled_and_never_pushed() throws Exception {
        var sendId = unknown("u-1");
        gateway.awaitState(sendId, "cancelled");
        assertThat(gateway.pushesTo("and-u-1")).isEmpty();
    }

    @Test
    void with_a_key_it_is_pushed_once_and_the_callers_retry_replays_it() throws Exception {
        var sendId = unknown("u-2", "Idempotency-Key", "key-2");
        var retry = gateway.post(send("u-2"), "Idempotency-Key", "key-2");
        while (retry.statusCode() == 503) retry = gateway.post(send("u-2"), "Idempotency-Key", "key-2");
        assertThat(retry.statusCode()).isEqualTo(202);
        assertThat(JSON.readTree(retry.body()).get("send_id").asText()).isEqualTo(sendId);
        gateway.awaitState(sendId, "accepted");
        assertThat(gateway.pushesTo("and-u-2")).hasSize(1);
    }

    /// Sends while Redis is frozen and gives the id that the caller is told.
    private static String unknown(String user, String... headers) throws Exception {
        gateway.redis.freeze();
        try {
            var answer = gateway.send(503, send(user), headers);
            assertThat(answer.get("type").asText()).isEqualTo("urn:opportune:problem:outcome-unknown");
            return answer.get("send_id").asText();
        } finally {
            gateway.redis.thaw();
        }
    }

    private static String send(String user) {
        return """
                {"user":"%s","category":"news","content":{"title":"t"},
                 "devices":[{"app":"shop-android","device_token":"and-%s"}]}""".formatted(user, user);
    }
}
