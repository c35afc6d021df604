package dev.opportune.gateway.send.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.SendClass;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AdmissionLimitTest {

    private static final Duration TIMEOUT = Duration.ofMillis(800);
    private static final int WARM_UP_MS = 10_000;
    private static final int END_MS = 30_000;

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    /// Whatever a storage can do, from 300 a second to 20,000, and however far away it is.
    @ParameterizedTest
    @MethodSource("seeds")
    void under_three_times_what_can_be_done_nearly_all_of_that_is_done_and_soon(long seed) {
        var random = new SplittableRandom(seed);
        double perMs = Math.exp(random.nextDouble(Math.log(0.3), Math.log(20)));
        long awayMs = random.nextLong(20);
        var run = new Run(random, perMs, awayMs, 3 * perMs, 0.05);

        run.until(END_MS);

        assertThat(run.done / (perMs * (END_MS - WARM_UP_MS))).as("goodput").isGreaterThan(0.9);
        // The fewest that are let in may be more than it does in the target's time.
        double floorMs = AdmissionLimit.LEAST / perMs;
        assertThat(run.longestMs).as("longest wait").isLessThan((long) (500 + 3 * floorMs + awayMs));
        assertThat(run.refused.getOrDefault(SendClass.CRITICAL, 0)).isZero();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_can_be_done_is_refused_to_nobody(long seed) {
        var random = new SplittableRandom(seed);
        double perMs = Math.exp(random.nextDouble(Math.log(1), Math.log(20)));
        var run = new Run(random, perMs, random.nextLong(20), perMs * 0.7, 0.3);

        run.until(END_MS);

        assertThat(run.refused).isEmpty();
    }

    @Test
    void promotional_sends_are_refused_first_and_critical_ones_never() {
        var limit = new AdmissionLimit(TIMEOUT, 0);
        assertThat(limit.admits(SendClass.PROMOTIONAL, AdmissionLimit.FIRST * 6 / 10))
                .isTrue();
        assertThat(limit.admits(SendClass.PROMOTIONAL, AdmissionLimit.FIRST * 8 / 10))
                .isFalse();
        assertThat(limit.admits(SendClass.TRANSACTIONAL, AdmissionLimit.FIRST * 8 / 10))
                .isTrue();
        assertThat(limit.admits(SendClass.TRANSACTIONAL, AdmissionLimit.FIRST)).isFalse();
        assertThat(limit.admits(SendClass.CRITICAL, AdmissionLimit.MOST)).isTrue();
    }

    @Test
    void a_pause_that_passes_within_an_interval_changes_nothing() {
        var limit = new AdmissionLimit(TIMEOUT, 0);
        for (int i = 0; i < 100; i++) limit.answered(TIMEOUT.toNanos() * 4, i);
        limit.answered(1, AdmissionLimit.INTERVAL_NANOS);
        assertThat(limit.limit()).isEqualTo(AdmissionLimit.FIRST);
    }

    @Test
    void it_stays_within_its_bounds() {
        var limit = new AdmissionLimit(TIMEOUT, 0);
        long now = 0;
        for (int i = 0; i < 100; i++) {
            now += AdmissionLimit.INTERVAL_NANOS;
            limit.answered(TIMEOUT.toNanos() * 10, now);
        }
        assertThat(limit.limit()).isEqualTo(AdmissionLimit.LEAST);
        for (int i = 0; i < 100; i++) {
            now += AdmissionLimit.INTERVAL_NANOS;
            assertThat(limit.admits(SendClass.CRITICAL, AdmissionLimit.MOST)).isTrue();
            limit.answered(1, now);
        }
        assertThat(limit.limit()).isEqualTo(AdmissionLimit.MOST);
    }

    /// One lane before a storage that does one thing after another, in steps of a millisecond.
    private static final class Run {
        private final AdmissionLimit limit = new AdmissionLimit(TIMEOUT, 0);
        private final SplittableRandom random;
        private final double perMs;
        private final long awayMs;
        private final double arrivingPerMs;
        private final double critical;
        private final ArrayDeque<Long> queue = new ArrayDeque<>();
        private final ArrayDeque<long[]> onTheWay = new ArrayDeque<>();
        private final Map<SendClass, Integer> refused = new EnumMap<>(SendClass.class);
        private int deciding;
        private double capacity;
        private double arriving;
        private long done;
        private long longestMs;

        Run(SplittableRandom random, double perMs, long awayMs, double arrivingPerMs, double critical) {
            this.random = random;
            this.perMs = perMs;
            this.awayMs = awayMs;
            this.arrivingPerMs = arrivingPerMs;
            this.critical = critical;
        }

        void until(long endMs) {
            for (long ms = 0; ms < endMs; ms++) {
                arrive(ms);
                capacity = Math.min(capacity + perMs, Math.max(perMs, 1) + perMs);
                for (; capacity >= 1 && !queue.isEmpty(); capacity--) {
                    onTheWay.add(new long[] {queue.remove(), ms + awayMs});
                }
                while (!onTheWay.isEmpty() && onTheWay.peek()[1] <= ms) answer(onTheWay.remove()[0], ms);
            }
        }

        private void arrive(long ms) {
            for (arriving += arrivingPerMs; arriving >= 1; arriving--) {
                double which = random.nextDouble();
                var sendClass = which < critical
                        ? SendClass.CRITICAL
                        : which < 0.5 ? SendClass.TRANSACTIONAL : SendClass.PROMOTIONAL;
                if (limit.admits(sendClass, deciding)) {
                    deciding++;
                    queue.add(ms);
                } else {
                    refused.merge(sendClass, 1, Integer::sum);
                }
            }
        }

        private void answer(long sinceMs, long ms) {
            deciding--;
            limit.answered(TimeUnit.MILLISECONDS.toNanos(ms - sinceMs), TimeUnit.MILLISECONDS.toNanos(ms));
            if (ms < WARM_UP_MS) return;
            done++;
            longestMs = Math.max(longestMs, ms - sinceMs);
        }
    }
}
