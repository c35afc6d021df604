package dev.opportune.perf.load.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class KneeTest {

    @Test
    void the_knee_is_the_last_rate_that_was_held() throws IOException {
        assertThat(Knee.find(1_000, 1.2, 20, rate -> rate <= 2_500)).isCloseTo(1_000 * Math.pow(1.2, 5), within(1e-6));
    }

    @Test
    void a_rate_that_is_held_at_its_second_try_is_held() throws IOException {
        var tried = new ArrayList<Double>();

        double knee = Knee.find(100, 2, 3, rate -> {
            tried.add(rate);
            return rate != 200 || tried.size() > 2;
        });

        assertThat(knee).isEqualTo(400);
        assertThat(tried).containsExactly(100.0, 200.0, 200.0, 400.0);
    }

    @Test
    void it_is_none_when_the_first_rate_is_not_held() throws IOException {
        assertThat(Knee.find(100, 2, 3, _ -> false)).isZero();
    }

    @Test
    void it_ends_after_so_many_steps() throws IOException {
        assertThat(Knee.find(100, 2, 3, _ -> true)).isEqualTo(400);
    }
}
