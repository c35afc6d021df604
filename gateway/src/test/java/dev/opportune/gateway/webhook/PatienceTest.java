package dev.opportune.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatienceTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 9, 30})
    void a_wait_doubles_up_to_its_last_and_half_of_it_is_chance(int before) {
        var last = Times.DEFAULT.lastWait();
        var whole = Math.min(1_000L * (1L << Math.min(before, 20)), last.toMillis());
        assertThat(new Patience(Times.DEFAULT, () -> 0).wait(before, last).toMillis())
                .isEqualTo(whole / 2);
        assertThat(new Patience(Times.DEFAULT, () -> 1).wait(before, last).toMillis())
                .isEqualTo(whole);
    }

    @Test
    void a_receiver_that_fails_in_a_row_is_probed_and_one_that_takes_something_has_all_its_room_again() {
        var patience = new Patience(Times.DEFAULT, () -> 1);
        patience.failed(Duration.ZERO, 0, 0);
        patience.failed(Duration.ZERO, 0, 0);
        assertThat(patience.room()).isEqualTo(Bounds.IN_FLIGHT);
        assertThat(patience.waitNanos(0)).isZero();
        patience.failed(Duration.ZERO, 0, 0);
        assertThat(patience.room()).isEqualTo(1);
        assertThat(patience.waitNanos(0)).isEqualTo(Duration.ofSeconds(1).toNanos());
        patience.failed(Duration.ofSeconds(30), 0, 0);
        assertThat(patience.waitNanos(0)).isEqualTo(Duration.ofSeconds(30).toNanos());
        patience.accepted(5);
        assertThat(patience.waitNanos(5)).isZero();
        assertThat(patience.room()).isEqualTo(Bounds.IN_FLIGHT);
    }

    @Test
    void what_fails_together_makes_the_wait_no_longer_than_one_failure_would() {
        var patience = new Patience(Times.DEFAULT, () -> 1);
        for (int i = 0; i < Bounds.IN_FLIGHT; i++) patience.failed(Duration.ZERO, 0, 10 + i);
        assertThat(patience.waitNanos(10))
                .isLessThanOrEqualTo(Duration.ofSeconds(1).toNanos() + 100);
        long probedNanos = Duration.ofSeconds(2).toNanos();
        patience.failed(Duration.ZERO, probedNanos, probedNanos + 1);
        assertThat(patience.waitNanos(probedNanos + 1))
                .isEqualTo(Duration.ofSeconds(2).toNanos());
        patience.failed(Duration.ofSeconds(30), 0, probedNanos + 1); // it asks for more
        assertThat(patience.waitNanos(probedNanos + 1))
                .isEqualTo(Duration.ofSeconds(30).toNanos());
    }
}
