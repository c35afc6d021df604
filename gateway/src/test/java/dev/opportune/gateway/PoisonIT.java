package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A send that a defect of ours keeps from being pushed ends, and keeps no other from its end.
class PoisonIT {

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway =
            new GatewayFixture(POLICY, Duration.ofSeconds(5), DefectiveProvider::of);

    @Test
    void what_no_lane_can_push_ends_as_failed_after_a_few_lanes_have_tried() throws Exception {
        var poisoned = gateway.send(202, send(DefectiveProvider.POISON, ""))
                .get("send_id")
                .asText();
        var other = gateway.send(202, send("fine", "")).get("send_id").asText();

        gateway.awaitState(other, "accepted");
        var end = gateway.awaitState(poisoned, "failed");
        assertThat(end.get("reason").asText()).isEqualTo("defect");
        assertThat(gateway.meters
                        .counter("opportune.receipts", "category", "news", "state", "failed")
                        .count())
                .isPositive();
    }

    @Test
    void what_was_taken_and_cannot_be_read_ends_as_failed() throws Exception {
        var from = Instant.now().plusSeconds(2);
        var sendId = gateway.send(202, send("unread", "\"from\":\"" + from + "\","))
                .get("send_id")
                .asText();
        gateway.spoilContent(sendId);

        var end = gateway.awaitState(sendId, "failed");
        assertThat(end.get("reason").asText()).isEqualTo("defect");
        assertThat(gateway.pushesTo("and-unread")).isEmpty();
    }

    private static String send(String user, String from) {
        return """
                {"user":"%s","category":"news","content":{"title":"t"},"moment":{%s"ttl":"PT1M"},
                 "devices":[{"app":"shop-android","device_token":"and-%s"}]}""".formatted(user, from, user);
    }
}
