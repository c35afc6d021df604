package dev.opportune.perf.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PhaseTest {

    @Test
    void a_steady_rate_arrives_evenly() {
        var phase = Phase.steady("steady", 10, 200);

        assertThat(phase.arrivalOf(0)).isZero();
        assertThat(phase.arrivalOf(1)).isEqualTo(0.005);
        assertThat(arrived(phase)).isEqualTo(2_000);
    }

    @Test
    void a_ramp_arrives_as_often_as_its_mean_rate() {
        assertThat(arrived(Phase.ramp("up", 20, 0, 100))).isCloseTo(1_000, within(1L));
        assertThat(arrived(Phase.ramp("down", 20, 300, 100))).isCloseTo(4_000, within(1L));
    }

    @Test
    void nothing_arrives_at_a_rate_of_nought() {
        assertThat(arrived(Phase.steady("idle", 5, 0))).isZero();
    }

    @Test
    void a_group_arrives_at_the_same_instant_and_the_rate_stays() {
        var phase = Phase.steady("threes", 10, 300).inGroupsOf(3);

        assertThat(phase.arrivalOf(3)).isEqualTo(phase.arrivalOf(4)).isEqualTo(phase.arrivalOf(5));
        assertThat(phase.arrivalOf(6)).isEqualTo(0.02);
        assertThat(arrived(phase)).isEqualTo(3_000);
    }

    /// As the generator counts: until one would be due after the end.
    private static long arrived(Phase phase) {
        long number = 0;
        while (phase.arrivalOf(number) < phase.seconds()) number++;
        return number;
    }
}
