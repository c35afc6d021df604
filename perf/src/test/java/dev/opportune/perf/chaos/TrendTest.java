package dev.opportune.perf.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TrendTest {

    @Test
    void what_grows_is_not_flat_and_what_swings_or_shrinks_is() {
        assertThat(trend(100, 102, 104, 106, 120).isFlat()).isFalse();
        assertThat(trend(100, 90, 108, 95, 101).isFlat()).isTrue();
        assertThat(trend(100, 80, 60, 40, 20).isFlat()).isTrue();
    }

    @Test
    void a_slope_is_told_by_the_hour() {
        assertThat(trend(1, 2, 3, 4).perHour()).isCloseTo(60, within(1e-9));
    }

    @Test
    void a_little_growth_of_little_is_flat() {
        var few = new Trend("threads", 3);
        few.add(3, 4);
        few.add(4, 6);
        assertThat(few.isFlat()).isTrue();
    }

    private static Trend trend(double... values) {
        var trend = new Trend("figure", 1);
        for (int i = 0; i < values.length; i++) trend.add(3 + i, values[i]);
        return trend;
    }
}
