package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.ratelimiter.fixture.MostlyWaits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Gateways that come and go, and what waits meanwhile.
@MostlyWaits
class SharedPartitionsIT {

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none}
            """;

    private static final int SENDS = 60;
    private static final Duration LEASE = Duration.ofSeconds(3);

    private final Fleet fleet = new Fleet(1, POLICY, SendLimits.DEFAULT.withLease(LEASE));

    SharedPartitionsIT() throws Exception {}

    @AfterEach
    void stop() throws Exception {
        fleet.close();
    }

    @Test
    void what_waits_is_looked_after_once_whoever_comes_stops_or_goes() throws Exception {
        var first = fleet.gateways.getFirst();
        schedule(first, Duration.ofMinutes(10), SENDS);
        soon().untilAsserted(() -> assertThat(shown(first)).isEqualTo(SENDS));

        var second = fleet.join();
        var third = fleet.join();
        soon().untilAsserted(() -> {
            assertThat(shown(first) + shown(second) + shown(third)).isEqualTo(SENDS);
            for (var member : fleet.gateways) assertThat(shown(member)).isBetween(1.0, SENDS - 2.0);
        });

        second.pause();
        soon().untilAsserted(() -> assertThat(shown(first) + shown(third)).isEqualTo(SENDS));
        second.goOn();
        soon().untilAsserted(() -> {
            assertThat(shown(first) + shown(second) + shown(third)).isEqualTo(SENDS);
            assertThat(shown(second)).isPositive();
        });

        third.close();
        assertThat(fleet.redis.ask("ZRANGE", "op:fleet", "0", "-1"))
                .as("who is there")
                .contains(second.name)
                .doesNotContain(third.name);
        soon().untilAsserted(() -> assertThat(shown(first) + shown(second)).isEqualTo(SENDS));
    }

    @Test
    void nothing_is_released_twice_or_forgotten_while_gateways_come_stop_and_go() throws Exception {
        var first = fleet.gateways.getFirst();
        var sent = schedule(first, Duration.ofSeconds(4), SENDS);
        var second = fleet.join();
        sent.addAll(schedule(second, Duration.ofSeconds(6), SENDS));
        var third = fleet.join();
        sent.addAll(schedule(third, Duration.ofSeconds(8), SENDS));
        second.close();
        soon().untilAsserted(() -> {
            for (var id : sent) assertThat(fleet.pushesOf(id)).as(id).hasSize(1);
        });
        for (var id : sent) {
            soon().untilAsserted(() ->
                    assertThat(first.receipt(id).path("state").asText()).isEqualTo("accepted"));
        }
    }

    private static double shown(Fleet.Member member) {
        return member.shown("opportune.waiting");
    }

    @CanIgnoreReturnValue
    private static List<String> schedule(Fleet.Member member, Duration ahead, int count) throws Exception {
        var sent = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            var user = member.name + "-" + ahead + "-" + i;
            sent.add(member.send("""
                    {"user":"%s","category":"news","content":{"title":"t"},"moment":{"from":"%s","ttl":"PT2M"},
                     "devices":[{"app":"shop-android","device_token":"and-%s"}]}""".formatted(user, Instant.now().plus(ahead), user)));
        }
        return sent;
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(100));
    }
}
