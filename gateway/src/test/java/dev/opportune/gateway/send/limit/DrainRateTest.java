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
        steady(250);
        assertThat(rate.isKnown()).isTrue();
        assertThat(rate.in(2_000)).isEqualTo(2_000);
        assertThat(rate.millisFor(500)).isEqualTo(500);
    }

    @Test
    void it_follows_a_provider_that_becomes_slower() {
        steady(250);
        for (int i = 0; i < 20; i++) leave(25);
        assertThat(rate.in(1_000)).isBetween(100L, 105L);
    }

    @Test
    void while_nothing_leaves_nothing_is_claimed_and_then_all_of_that_time_counts() {
        steady(250);
        for (int i = 0; i < 40; i++) look(false, 250);
        assertThat(rate.in(1_000)).isEqualTo(1_000);
        for (int i = 0; i < 12; i++) {
            for (int s = 0; s < 39; s++) look(false, 250);
            leave(10);
        }
        assertThat(rate.in(1_000)).isLessThan(20);
    }

    @Test
    void few_that_leave_are_no_rate_until_there_are_more_or_some_time_has_passed() {
        look(false, 1);
        leave(1);
        assertThat(rate.isKnown()).isFalse();
        leave(249);
        assertThat(rate.in(1_000)).isEqualTo(500);
        var slow = new DrainRate(now);
        now += TimeUnit.MILLISECONDS.toNanos(250);
        slow.look(false, false, now);
        for (int i = 0; i < 32; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(250);
            if (i % 4 == 0) slow.left(false);
            slow.look(false, false, now);
        }
        assertThat(slow.in(10_000)).isEqualTo(10);
    }

    @Test
    void the_time_without_a_connection_does_not_count() {
        look(false, 1);
        for (int i = 0; i < 12; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(250);
            rate.look(false, true, now);
        }
        leave(20); // in the last of the 250 ms the connection was there
        assertThat(rate.isKnown()).isFalse();
        for (int i = 0; i < 4; i++) leave(100);
        assertThat(rate.in(1_000)).isEqualTo(400);
    }

    @Test
    void a_moment_makes_no_rate_that_anything_is_refused_by() {
        look(false, 1);
        for (int i = 0; i < 12; i++) look(false, 250);
        leave(12); // of 3 s in which a gateway that has just started waited for its access token
        assertThat(rate.isKnown()).isFalse();
        for (int i = 0; i < 2; i++) leave(100);
        assertThat(rate.isKnown()).isFalse();
        leave(100);
        assertThat(rate.isKnown()).isTrue();
        assertThat(rate.in(1_000)).isBetween(200L, 400L);
    }

    @Test
    void a_queue_that_has_become_empty_is_not_slower_than_what_left_it() {
        steady(10);
        assertThat(rate.in(1_000)).isEqualTo(40);
        for (int i = 0; i < 100; i++) rate.left(i == 99);
        look(true, 250);
        assertThat(rate.in(1_000)).isEqualTo(400);
        rate.left(true);
        look(true, 250);
        assertThat(rate.in(1_000)).isEqualTo(400);
    }

    @Test
    void the_rate_of_an_empty_queue_is_forgotten_after_a_while() {
        steady(10);
        for (int i = 0; i < 40; i++) look(true, 250);
        assertThat(rate.isKnown()).isTrue();
        look(true, 250);
        assertThat(rate.isKnown()).isFalse();
    }

    /// Until it is known.
    private void steady(int manyEachTime) {
        look(false, 1);
        for (int i = 0; i < 4; i++) leave(manyEachTime);
    }

    private void leave(int many) {
        for (int i = 0; i < many; i++) rate.left(false);
        look(false, 250);
    }

    private void look(boolean isEmpty, long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        rate.look(isEmpty, false, now);
    }
}
