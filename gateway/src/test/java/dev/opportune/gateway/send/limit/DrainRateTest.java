package dev.opportune.gateway.send.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DrainRateTest {

    private long now = -TimeUnit.SECONDS.toNanos(3);
    private final DrainRate rate = new DrainRate(now);

    @Test
    void what_leaves_a_queue_that_is_empty_at_times_says_nothing() {
        for (int i = 0; i < 20; i++) rate.left(true);
        look(false, 250);
        for (int i = 0; i < 19; i++) rate.left(false);
        look(true, 250);
        look(true, 250);
        assertThat(rate.isKnown()).isFalse();
    }

    @Test
    void what_leaves_a_queue_that_is_never_empty_is_its_rate() {
        look(false, 1);
        leave(250);
        assertThat(rate.isKnown()).isTrue();
        assertThat(rate.in(2_000)).isEqualTo(2_000);
        assertThat(rate.millisFor(500)).isEqualTo(500);
    }

    @Test
    void it_follows_a_provider_that_becomes_slower() {
        look(false, 1);
        leave(250);
        for (int i = 0; i < 20; i++) leave(25);
        assertThat(rate.in(1_000)).isBetween(100L, 105L);
    }

    @Test
    void while_nothing_leaves_nothing_is_claimed_and_then_all_of_that_time_counts() {
        look(false, 1);
        leave(250);
        for (int i = 0; i < 40; i++) look(false, 250);
        assertThat(rate.in(1_000)).isEqualTo(1_000);
        for (int i = 0; i < 12; i++) {
            for (int s = 0; s < 39; s++) look(false, 250);
            leave(10);
        }
        assertThat(rate.in(1_000)).isLessThan(20);
    }

    private void leave(int many) {
        for (int i = 0; i < many; i++) rate.left(false);
        look(false, 250);
    }

    private void look(boolean isEmpty, long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        rate.look(isEmpty, now);
    }
}
