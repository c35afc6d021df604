package dev.opportune.gateway.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeedTest {

    private long nanos = Long.MAX_VALUE - 1; // it may overflow
    private final Heed heed = new Heed(() -> nanos);

    @Test
    void who_does_not_heed_has_little_of_a_turn_for_a_while_and_nobody_else() {
        heed.isNotPaidBy("noisy");
        assertThat(heed.turnOf("noisy")).isEqualTo(GuardLimits.TURN_OF_HEEDLESS).isLessThan(GuardLimits.TURN);
        assertThat(heed.turnOf("good")).isEqualTo(GuardLimits.TURN);

        nanos += GuardLimits.HEEDLESS.toNanos() - 1;
        assertThat(heed.turnOf("noisy")).isEqualTo(GuardLimits.TURN_OF_HEEDLESS);
        nanos++;
        assertThat(heed.turnOf("noisy")).isEqualTo(GuardLimits.TURN);
    }

    @Test
    void each_time_begins_the_while_anew() {
        heed.isNotPaidBy("noisy");
        nanos += GuardLimits.HEEDLESS.toNanos() - 1;
        heed.isNotPaidBy("noisy");
        nanos += GuardLimits.HEEDLESS.toNanos() - 1;
        assertThat(heed.turnOf("noisy")).isEqualTo(GuardLimits.TURN_OF_HEEDLESS);
    }
}
