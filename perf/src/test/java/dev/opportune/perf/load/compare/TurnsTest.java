package dev.opportune.perf.load.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TurnsTest {

    private final Turns turns = new Turns(
            Side.parse(
                    "bare,http://127.0.0.1:1,bare,bare-redis,iphone,plain,0;ours,http://127.0.0.1:2,gateway,redis,iphone,plain,0"));

    @Test
    void a_ratio_is_of_medians_whatever_a_bad_round_came_to() {
        for (double perSecond : new double[] {10_000, 9_000, 11_000, 100, 10_500}) turns.add(0, turn(perSecond, 40));
        for (double perSecond : new double[] {5_000, 4_900, 1, 5_100, 5_200}) turns.add(1, turn(perSecond, 50));

        assertThat(turns.median(0, Turn::perSecond)).isEqualTo(10_000);
        assertThat(turns.ratio(1, Turn::perSecond)).isCloseTo(0.5, within(1e-9));
        assertThat(turns.ratio(1, Turn::processMicros)).isCloseTo(1.25, within(1e-9));
        assertThat(turns.ratio(0, Turn::perSecond)).isEqualTo(1);
    }

    @Test
    void the_median_of_two_is_their_mean() {
        turns.add(0, turn(1_000, 1));
        turns.add(0, turn(3_000, 1));

        assertThat(turns.median(0, Turn::perSecond)).isEqualTo(2_000);
    }

    @Test
    void a_bar_that_is_not_reached_is_said_to_be() {
        turns.add(0, turn(10_000, 40));
        turns.add(1, turn(5_000, 50));
        assertThat(Bars.ofPipeline(turns, turns, turns).lines())
                .contains("| ours: sends/s ÷ | 0.50 | ≥ 0.55 | **not** |")
                .contains("| ours: process ÷, saturated | 1.25 | ≤ 1.25 | kept |");
        assertThat(Bars.ofPipeline(turns, turns, turns).areKept()).isFalse();
        assertThat(Bars.ofMasters(turns, turns).areKept()).isTrue();
    }

    private static Turn turn(double perSecond, double processMicros) {
        return new Turn(perSecond, processMicros, 20, 10, 10, 1.5, 5, 0);
    }
}
