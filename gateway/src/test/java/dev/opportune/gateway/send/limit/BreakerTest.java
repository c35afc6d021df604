package dev.opportune.gateway.send.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private final Breaker breaker = new Breaker(new SplittableRandom(7));
    private long now = 1_000_000;

    @Test
    void while_most_attempts_work_it_stays_closed() {
        for (int i = 0; i < 1000; i++) {
            attempt(i % 3 == 0);
            assertThat(breaker.waitMillis(now)).as("attempt " + i).isZero();
        }
    }

    @Test
    void a_few_failures_of_a_quiet_app_do_not_open_it() {
        for (int i = 1; i < Breaker.LEAST_FAILURES; i++) attempt(true);
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void when_half_of_the_latest_attempts_failed_it_opens() {
        for (int i = 0; i < 200; i++) attempt(false);
        int failures = 0;
        while (!breaker.isOpen()) {
            attempt(true);
            failures++;
        }
        assertThat(failures).isEqualTo(Breaker.JUDGED / 2);
        assertThat(breaker.waitMillis(now)).isBetween(1L, Breaker.FIRST_PAUSE_MS);
    }

    @Test
    void after_the_pause_one_attempt_is_the_trial_and_all_others_wait() {
        open();
        now += Breaker.FIRST_PAUSE_MS;
        assertThat(breaker.waitMillis(now)).isZero();
        breaker.begins();
        assertThat(breaker.waitMillis(now)).isPositive();
        breaker.worked();
        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.waitMillis(now)).isZero();
    }

    @Test
    void each_trial_that_fails_makes_the_pause_longer_up_to_the_longest() {
        open();
        for (long longest = Breaker.FIRST_PAUSE_MS * 2; longest < 1_000_000; longest *= 2) {
            now += Breaker.LONGEST_PAUSE_MS;
            breaker.begins();
            breaker.failed(0, now);
            long ceiling = Math.min(longest, Breaker.LONGEST_PAUSE_MS);
            assertThat(breaker.waitMillis(now)).isBetween(ceiling / 2, ceiling);
        }
    }

    @Test
    void the_provider_gets_the_pause_that_it_asks_for_within_a_bound() {
        for (int i = 0; i < Breaker.LEAST_FAILURES; i++) breaker.failed(60_000, now);
        assertThat(breaker.waitMillis(now)).isEqualTo(60_000);
        now += 60_000;
        breaker.begins();
        breaker.failed(86_400_000, now);
        assertThat(breaker.waitMillis(now)).isEqualTo(Breaker.LONGEST_ASKED_MS);
    }

    @Test
    void failures_of_attempts_from_before_it_opened_are_no_trials() {
        open();
        long before = breaker.waitMillis(now);
        for (int i = 0; i < 100; i++) breaker.failed(0, now);
        assertThat(breaker.waitMillis(now)).isEqualTo(before);
    }

    @Test
    void answers_to_attempts_from_before_it_opened_do_not_close_it() {
        open();
        breaker.worked();
        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.waitMillis(now)).isPositive();
    }

    @Test
    void a_trial_that_says_nothing_lets_the_next_one_try() {
        open();
        now += Breaker.FIRST_PAUSE_MS;
        breaker.begins();
        breaker.endedUnjudged();
        assertThat(breaker.waitMillis(now)).isZero();
        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void without_any_connection_it_opens_and_stays_open() {
        breaker.cutOff(now);
        assertThat(breaker.waitMillis(now)).isPositive();
        now += Breaker.LONGEST_PAUSE_MS;
        breaker.cutOff(now);
        assertThat(breaker.waitMillis(now)).isPositive();
    }

    @Test
    void a_connection_ends_the_pause_that_the_want_of_one_made_and_no_other() {
        for (int i = 0; i < 5; i++) {
            breaker.cutOff(now);
            now += Breaker.LONGEST_PAUSE_MS;
        }
        breaker.cutOff(now);
        breaker.connected();
        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.waitMillis(now)).isZero();

        open();
        breaker.cutOff(now);
        breaker.connected();
        assertThat(breaker.waitMillis(now)).isPositive();
    }

    private void open() {
        while (!breaker.isOpen()) attempt(true);
    }

    private void attempt(boolean fails) {
        breaker.begins();
        if (fails) breaker.failed(0, now);
        else breaker.worked();
    }
}
