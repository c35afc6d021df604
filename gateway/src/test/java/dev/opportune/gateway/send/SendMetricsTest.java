package dev.opportune.gateway.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Blame;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.send.Scan;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SendMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void a_reason_that_nobody_knows_is_other() {
        var meters = new AppMeters("shop", Set.of("Unregistered"), registry);
        meters.delivered(new DeliveryOutcome.Unregistered("Unregistered", null)).increment();
        meters.delivered(new DeliveryOutcome.Rejected("said a caller", Blame.MESSAGE))
                .increment();
        meters.delivered(new DeliveryOutcome.Rejected("said another", Blame.MESSAGE))
                .increment();

        assertThat(registry.get("opportune.deliveries")
                        .tag("reason", "Unregistered")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("opportune.deliveries")
                        .tag("reason", "other")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("opportune.deliveries").counters()).hasSize(3);
    }

    @Test
    void every_decision_of_a_category_is_counted_from_zero() {
        var meters = new CategoryMeters("news", registry);
        int decisions = 1 + Decision.DeferReason.values().length + Decision.SuppressReason.values().length;
        assertThat(registry.get("opportune.sends").counters())
                .hasSize(decisions)
                .allMatch(it -> it.count() == 0);

        meters.decided(new Decision.Suppressed(Decision.SuppressReason.MUTED, null))
                .increment();
        assertThat(registry.get("opportune.sends")
                        .tag("reason", "muted")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void an_outcome_after_the_first_of_its_kind_makes_no_meter() {
        var meters = new AppMeters("shop", Set.of("TooManyRequests"), registry);
        var throttled = new DeliveryOutcome.Throttled("TooManyRequests", Duration.ZERO, Extent.DEVICE);
        assertThat(meters.delivered(throttled)).isSameAs(meters.delivered(throttled));
    }

    @Test
    void a_backlog_is_the_sum_of_what_was_last_seen_of_each_partition() {
        var backlog = new Backlog(4);
        backlog.saw(0, counts(5, 1, 2, 3), List.of());
        backlog.saw(3, counts(2, 0, 0, 4), List.of());
        backlog.saw(0, counts(1, 0, 2, 1), List.of());

        assertThat(backlog.waiting).hasValue(3);
        assertThat(backlog.ready.get(SendClass.CRITICAL)).hasValue(0);
        assertThat(backlog.ready.get(SendClass.TRANSACTIONAL)).hasValue(2);
        assertThat(backlog.ready.get(SendClass.PROMOTIONAL)).hasValue(5);
    }

    @Test
    void the_nearest_deadline_is_that_of_the_first_that_is_still_ready() {
        var backlog = new Backlog(4);
        assertThat(backlog.deadlines.nearestSeconds(SendClass.PROMOTIONAL)).isNaN();
        backlog.saw(0, counts(0, 0, 0, 2), List.of(promotional(9_000), promotional(12_000)));
        backlog.saw(1, counts(0, 0, 0, 1), List.of(promotional(7_500)));
        assertThat(backlog.deadlines.nearestSeconds(SendClass.PROMOTIONAL)).isEqualTo(7.5);

        // That many critical ones that no other is among the first: what was known of them stays.
        backlog.saw(1, counts(0, 9, 0, 1), List.of(new Scan.Ready(SendClass.CRITICAL, 5_000, "c")));
        assertThat(backlog.deadlines.nearestSeconds(SendClass.CRITICAL)).isEqualTo(5);
        assertThat(backlog.deadlines.nearestSeconds(SendClass.PROMOTIONAL)).isEqualTo(7.5);

        backlog.saw(1, counts(0, 0, 0, 0), List.of());
        assertThat(backlog.deadlines.nearestSeconds(SendClass.PROMOTIONAL)).isEqualTo(9);
        assertThat(backlog.deadlines.nearestSeconds(SendClass.CRITICAL)).isNaN();

        backlog.keepOnly(Set.of(1));
        assertThat(backlog.deadlines.nearestSeconds(SendClass.PROMOTIONAL)).isNaN();
    }

    private static Scan.Ready promotional(long deadlineMillis) {
        return new Scan.Ready(SendClass.PROMOTIONAL, deadlineMillis, "p" + deadlineMillis);
    }

    private static Scan.Counts counts(long waiting, long critical, long transactional, long promotional) {
        return new Scan.Counts(
                waiting,
                Map.of(
                        SendClass.CRITICAL, critical,
                        SendClass.TRANSACTIONAL, transactional,
                        SendClass.PROMOTIONAL, promotional));
    }
}
