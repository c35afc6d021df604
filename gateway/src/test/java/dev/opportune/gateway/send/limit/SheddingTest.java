package dev.opportune.gateway.send.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.SendClass;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SheddingTest {

    private static final long WARM_UP_NANOS = 5_000_000_000L;
    private static final long END_NANOS = 25_000_000_000L;

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void under_three_times_what_a_lane_can_do_it_reads_what_comes_and_serves_what_matters(long seed) {
        var random = new SplittableRandom(seed);
        double sendNanos = random.nextDouble(30_000, 400_000);
        var run = new Run(random, sendNanos, sendNanos * random.nextDouble(0.03, 0.12), 3 / sendNanos, 200_000);

        run.until(END_NANOS);

        assertThat(run.share(SendClass.CRITICAL)).as("critical served").isEqualTo(1);
        assertThat(run.longestNanos / 1e6).as("longest wait, ms").isLessThan(250);
        assertThat(run.busyNanos / (END_NANOS - WARM_UP_NANOS))
                .as("of the lane, used")
                .isGreaterThan(0.9);
        assertThat(run.share(SendClass.PROMOTIONAL)).isLessThanOrEqualTo(run.share(SendClass.TRANSACTIONAL));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_a_lane_can_do_is_refused_to_nobody(long seed) {
        var random = new SplittableRandom(seed);
        double sendNanos = random.nextDouble(30_000, 400_000);
        var run = new Run(random, sendNanos, sendNanos / 10, 0.8 / sendNanos, 200_000);

        run.until(END_NANOS);

        for (var sendClass : SendClass.values()) {
            assertThat(run.share(sendClass)).isEqualTo(1);
        }
    }

    @Test
    void a_burst_that_is_read_at_once_is_refused_nothing() {
        var shedding = new Shedding(new SplittableRandom(1), 0);
        for (int i = 0; i < 1_000; i++) shedding.read(0, i * 1_000_000L);
        shedding.read(Shedding.TARGET_NANOS * 50, Shedding.INTERVAL_NANOS * 20);
        for (int i = 0; i < 200; i++) shedding.read(0, Shedding.INTERVAL_NANOS * 20 + i);
        assertThat(shedding.lets(SendClass.PROMOTIONAL)).isTrue();
        assertThat(shedding.level()).isLessThan(0.21);
    }

    @Test
    void promotional_sends_are_refused_first_and_critical_ones_never() {
        var shedding = new Shedding(new SplittableRandom(1), 0);
        long now = 0;
        while (shedding.level() < 1) shedding.read(Shedding.TARGET_NANOS * 4, now += Shedding.INTERVAL_NANOS);
        assertThat(shedding.lets(SendClass.PROMOTIONAL)).isFalse();
        assertThat(shedding.lets(SendClass.CRITICAL)).isTrue();
        while (shedding.level() < 2) shedding.read(Shedding.TARGET_NANOS * 4, now += Shedding.INTERVAL_NANOS);
        assertThat(shedding.lets(SendClass.TRANSACTIONAL)).isFalse();
        assertThat(shedding.lets(SendClass.CRITICAL)).isTrue();
        for (int i = 0; i < 200; i++) shedding.read(0, now += Shedding.INTERVAL_NANOS);
        assertThat(shedding.level()).isZero();
    }

    /// A lane that does one thing after the other, in the order of coming; a send costs it so much, a refusal less.
    private static final class Run {
        private final SplittableRandom random;
        private final double sendNanos;
        private final double refusalNanos;
        private final double aNano;
        private final int mostWaiting;
        private final Shedding shedding;
        private final Map<SendClass, Integer> came = new EnumMap<>(SendClass.class);
        private final Map<SendClass, Integer> served = new EnumMap<>(SendClass.class);
        private double longestNanos;
        private double busyNanos;

        private Run(SplittableRandom random, double sendNanos, double refusalNanos, double aNano, int mostWaiting) {
            this.random = random;
            this.sendNanos = sendNanos;
            this.refusalNanos = refusalNanos;
            this.aNano = aNano;
            this.mostWaiting = mostWaiting;
            this.shedding = new Shedding(random, 0);
        }

        private void until(long end) {
            double arrives = 0;
            double free = 0;
            while (arrives < end) {
                arrives -= Math.log(1 - random.nextDouble()) / aNano;
                double begins = Math.max(arrives, free);
                if ((begins - arrives) * aNano > mostWaiting) continue;
                boolean counts = begins > WARM_UP_NANOS;
                if (counts) longestNanos = Math.max(longestNanos, begins - arrives);
                double draw = random.nextDouble();
                var sendClass =
                        draw < 0.2 ? SendClass.CRITICAL : draw < 0.5 ? SendClass.TRANSACTIONAL : SendClass.PROMOTIONAL;
                shedding.read((long) (begins - arrives), (long) begins);
                boolean isIn = shedding.lets(sendClass);
                double cost = isIn ? sendNanos : refusalNanos;
                free = begins + cost;
                if (!counts || free > end) continue;
                busyNanos += cost;
                came.merge(sendClass, 1, Integer::sum);
                if (isIn) served.merge(sendClass, 1, Integer::sum);
            }
        }

        private double share(SendClass sendClass) {
            return served.getOrDefault(sendClass, 0) / (double) came.getOrDefault(sendClass, 1);
        }
    }
}
