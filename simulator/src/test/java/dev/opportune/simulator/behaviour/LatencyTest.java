package dev.opportune.simulator.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyTest {

    @Test
    void a_log_normal_latency_has_the_median_and_the_tail_that_were_asked_for() {
        Latency latency = Latency.logNormal(Duration.ofMillis(40), Duration.ofMillis(400));
        var micros = new Histogram(3);
        for (int i = 0; i < 200_000; i++) micros.recordValue(latency.sampleNanos() / 1_000);
        assertThat((double) micros.getValueAtPercentile(50)).isCloseTo(40_000, within(2_000.0));
        assertThat((double) micros.getValueAtPercentile(99)).isCloseTo(400_000, within(40_000.0));
    }

    @Test
    void a_median_that_is_also_the_tail_is_no_spread() {
        Latency latency = Latency.logNormal(Duration.ofMillis(40), Duration.ofMillis(40));
        assertThat(Duration.ofNanos(latency.sampleNanos()).toMillis()).isBetween(39L, 40L);
    }

    @Test
    void impossible_latencies_are_refused() {
        assertThatThrownBy(() -> Latency.fixed(Duration.ofMillis(-1))).hasMessageContaining("latency: PT-0.001S");
        assertThatThrownBy(() -> Latency.fixed(Duration.ofHours(1))).hasMessageContaining("expected: PT0S to PT10M");
        assertThatThrownBy(() -> Latency.logNormal(Duration.ZERO, Duration.ofMillis(1)))
                .hasMessageContaining("p50");
        assertThatThrownBy(() -> Latency.logNormal(Duration.ofMillis(2), Duration.ofMillis(1)))
                .hasMessageContaining("p99");
    }
}
