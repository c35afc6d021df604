package dev.opportune.gateway.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FrameBudgetTest {

    private static final long NOW = Long.MAX_VALUE - 5;

    private final FrameBudget budget = new FrameBudget(10, NOW);

    @Test
    void what_is_taken_comes_back_with_time_and_never_more() {
        assertThat(budget.take(10, NOW)).isTrue();
        long later = NOW + Duration.ofSeconds(1).toNanos() * 3 / GuardLimits.CONTROL_FRAMES_A_SECOND;
        assertThat(budget.take(3, later)).isTrue();
        long muchLater = later + Duration.ofHours(1).toNanos();
        assertThat(budget.take(10, muchLater)).isTrue();
        assertThat(budget.take(1, muchLater)).isFalse();
    }

    @Test
    void requests_earn_some() {
        assertThat(budget.take(10, NOW)).isTrue();
        budget.earn(2);
        assertThat(budget.take(2, NOW)).isTrue();
        assertThat(budget.take(1, NOW)).isFalse();
    }

    @Test
    void a_known_caller_has_more() {
        budget.raise(100);
        assertThat(budget.take(100, NOW)).isTrue();
        assertThat(budget.take(1, NOW)).isFalse();
    }
}
