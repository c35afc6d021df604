package dev.opportune.gateway.send.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {

    private long nowNanos = 17;
    private final Pace pace = new Pace(nowNanos);

    @Test
    void while_nothing_is_let_go_of_nothing_is_said_of_the_wait() {
        assertThat(pace.millisFor(1_000)).isZero();
        for (int i = 0; i < 10; i++) after(250, 0);
        assertThat(pace.millisFor(1_000)).isZero();
    }

    @Test
    void a_lane_that_lets_go_of_a_thousand_a_second_needs_two_seconds_for_two_thousand() {
        for (int i = 0; i < 60; i++) after(250, 250);
        assertThat(pace.millisFor(2_000)).isBetween(1_990L, 2_010L);
    }

    @Test
    void it_follows_what_is_now() {
        for (int i = 0; i < 60; i++) after(250, 250);
        for (int i = 0; i < 60; i++) after(250, 25);
        assertThat(pace.millisFor(100)).isBetween(990L, 1_010L);
    }

    @Test
    void a_lane_that_was_idle_is_as_fast_as_it_is_now() {
        for (int i = 0; i < 60; i++) after(250, 1);
        after(250, 250);
        assertThat(pace.millisFor(1_000)).isBetween(990L, 1_010L);
    }

    private void after(long millis, int sends) {
        for (int i = 0; i < sends; i++) pace.letGo();
        nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
        pace.look(nowNanos);
    }
}
