package dev.opportune.gateway.send.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GraceTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long START = -3 * SECOND; // as well as any other

    private final Grace grace = new Grace(Duration.ofSeconds(8), 2, START);

    private long now = START;

    @Test
    void a_lane_that_starts_takes_over_at_once() {
        assertThat(grace.isOver(0, now)).isTrue();
    }

    @Test
    void where_redis_was_away_owners_have_a_lease_from_when_it_is_back_and_nowhere_else() {
        grace.lost(1, now);
        now += SECOND;
        grace.lost(1, now);
        now += SECOND;
        grace.heard(0, now);
        grace.heard(1, now);
        assertThat(grace.isOver(0, now)).isTrue();
        now += 8 * SECOND - 1;
        assertThat(grace.isOver(1, now)).isFalse();
        now++;
        assertThat(grace.isOver(1, now)).isTrue();
    }

    @Test
    void what_is_shorter_than_a_quarter_of_a_lease_costs_nobody_a_lease() {
        for (int i = 0; i < 10; i++) {
            grace.lost(1, now);
            now += 2 * SECOND - 1;
            grace.heard(1, now);
            assertThat(grace.isOver(1, now)).isTrue();
        }
    }

    @Test
    void a_lane_that_was_stopped_gives_all_owners_time_and_one_that_was_late_does_not() {
        now += 2 * SECOND - 1;
        grace.looks(now);
        assertThat(grace.isOver(0, now)).isTrue();
        now += 2 * SECOND;
        grace.looks(now);
        assertThat(grace.isOver(0, now)).isFalse();
        assertThat(grace.isOver(1, now)).isFalse();
        for (int i = 0; i < 8; i++) grace.looks(now += SECOND);
        assertThat(grace.isOver(0, now)).isTrue();
    }

    @Test
    void where_one_such_time_follows_the_other_owners_have_three_leases_together() {
        now += 2 * SECOND;
        grace.looks(now);
        for (int since = 0; since < 24; since += 4) {
            assertThat(grace.isOver(0, now)).as("after %d s", since).isFalse();
            now += 4 * SECOND;
            grace.looks(now);
        }
        assertThat(grace.isOver(0, now)).isTrue();
        now += 8 * SECOND;
        grace.looks(now);
        assertThat(grace.isOver(0, now)).as("after a calm").isFalse();
    }
}
