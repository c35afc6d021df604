package dev.opportune.gateway.send.limit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    private final RetryBudget budget = new RetryBudget();

    @Test
    void a_quiet_app_may_retry_a_few_times_at_once_and_a_few_each_second() {
        assertThat(takeAll(1000)).isEqualTo(RetryBudget.MOST_OF_FLOOR);
        assertThat(takeAll(2000)).isEqualTo(RetryBudget.FLOOR_PER_SECOND);
    }

    @Test
    void ten_first_attempts_earn_one_retry() {
        takeAll(1000);
        for (int i = 0; i < 100; i++) budget.firstAttempt();
        assertThat(takeAll(1000)).isBetween(9, 10);
    }

    @Test
    void what_is_earned_has_a_bound() {
        takeAll(1000);
        for (int i = 0; i < 1_000_000; i++) budget.firstAttempt();
        assertThat(takeAll(1000)).isEqualTo(RetryBudget.MOST_EARNED);
    }

    @Test
    void a_clock_that_steps_back_grants_nothing() {
        takeAll(1_000_000);
        assertThat(takeAll(1000)).isZero();
    }

    @RepeatedTest(20)
    void retries_are_never_more_than_a_tenth_and_the_floor(RepetitionInfo repetition) {
        var random = new SplittableRandom(repetition.getCurrentRepetition());
        long now = 1_000_000;
        long begun = now;
        int first = 0;
        int retries = 0;
        takeAll(now);
        for (int i = 0; i < 5000; i++) {
            now += random.nextInt(20);
            if (random.nextBoolean()) {
                budget.firstAttempt();
                first++;
            } else if (budget.take(now)) {
                retries++;
            }
            double granted =
                    first * RetryBudget.PER_FIRST_ATTEMPT + (now - begun) * RetryBudget.FLOOR_PER_SECOND / 1000.0;
            assertThat((double) retries).isLessThanOrEqualTo(granted + 1e-6);
        }
    }

    @CanIgnoreReturnValue
    private int takeAll(long nowMillis) {
        int taken = 0;
        while (budget.take(nowMillis)) taken++;
        return taken;
    }
}
