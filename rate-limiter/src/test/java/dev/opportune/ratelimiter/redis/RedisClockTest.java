package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// In a world where Redis' clock goes right, time passes as the test says, and this machine's clock is as wrong as it
/// says.
class RedisClockTest {

    private static final long START_MILLIS =
            Instant.parse("2026-11-28T12:00:00Z").toEpochMilli();

    /// Overflows while a test runs, as nanoTime may.
    private static final long NANOS_AT_START =
            Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

    private long passedMillis;
    private long skewMillis;
    private final RedisClock clock = new RedisClock(this::nanos, (InstantSource) () -> Instant.ofEpochMilli(machine()));

    private long redis() {
        return START_MILLIS + passedMillis;
    }

    private long machine() {
        return redis() + skewMillis;
    }

    private long nanos() {
        return NANOS_AT_START + passedMillis * 1_000_000;
    }

    /// A script's call that takes so long until it runs and so long until its reply is here.
    private void call(long thereMillis, long backMillis) {
        long calledAtNanos = nanos();
        passedMillis += thereMillis;
        long told = redis();
        passedMillis += backMillis;
        clock.saw(told, calledAtNanos);
    }

    @Test
    void it_is_this_machines_until_redis_has_told() {
        assertThat(clock.nowMillis()).isEqualTo(machine());
        assertThat(clock.skew()).isZero();
    }

    @Test
    void what_is_left_of_a_moment_is_right_whatever_this_machines_clock_says_and_does() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            skewMillis = random.nextLong(-3_600_000, 3_600_001);
            long there = random.nextLong(0, 20);
            call(there, random.nextLong(0, 20));
            passedMillis += random.nextLong(0, 3_000);
            if (random.nextInt(3) == 0) skewMillis = random.nextLong(-3_600_000, 3_600_001); // it steps

            long deadline = redis() + random.nextLong(-10_000, 2_000_000);
            long left = deadline - clock.nowMillis();
            assertThat(left).as("seed %d, case %d", seed, i).isBetween(deadline - redis() - there, deadline - redis());
            assertThat(clock.skew().toMillis())
                    .as("seed %d, case %d", seed, i)
                    .isBetween(skewMillis - there, skewMillis);
        }
    }

    @Test
    void a_reply_that_was_long_under_way_is_not_believed_over_one_of_just_before() {
        call(2, 2);
        call(4_000, 10);
        assertThat(clock.nowMillis() - redis()).isBetween(0L, 2L);
    }

    @Test
    void a_slow_reply_is_better_than_an_old_one_or_none() {
        skewMillis = -720_000;
        call(700, 10);
        assertThat(clock.nowMillis() - redis()).isEqualTo(700);
        passedMillis += RedisClock.OLD.toMillis();
        call(600, 10);
        assertThat(clock.nowMillis() - redis()).isEqualTo(600);
    }

    @Test
    void another_redis_whose_clock_is_another_is_believed_at_its_first_reply() {
        call(1, 1);
        clock.saw(redis() - 600_000, nanos());
        assertThat(clock.nowMillis()).isEqualTo(redis() - 600_000);
        clock.saw(redis() + 600_000, nanos());
        assertThat(clock.nowMillis()).isEqualTo(redis() + 600_000);
    }
}
