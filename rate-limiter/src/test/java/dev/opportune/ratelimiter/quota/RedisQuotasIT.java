package dev.opportune.ratelimiter.quota;

import static dev.opportune.ratelimiter.redis.RawCommands.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.ratelimiter.fixture.AtClock;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.quota.RedisQuotas.Portion;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a shared quota gives, on a real Redis with a moved clock.
class RedisQuotasIT {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static RedisQuotas quotas;
    private static long now;

    @BeforeAll
    static void start() throws Exception {
        quotas = new RedisQuotas(new AtClock(redis.lane, () -> now));
    }

    @BeforeEach
    void clean() {
        now = NOON.toEpochMilli();
    }

    @Test
    void whatever_is_asked_for_and_when_is_given_as_the_model_gives_it() throws Exception {
        for (int seed = 1; seed <= 30; seed++) history(new SplittableRandom(seed), "quota-" + seed);
    }

    private static void history(SplittableRandom random, String name) throws Exception {
        int perMinute = 1 + random.nextInt(random.nextInt(3) == 0 ? 5 : 60_000);
        var rampUp = Duration.ofSeconds(random.nextInt(3) * 70L);
        var model = new ModelQuota(perMinute, rampUp.toMillis(), now);
        for (int i = 0; i < 60; i++) {
            int wanted = 1 + random.nextInt(random.nextBoolean() ? 10 : 2 * perMinute);
            var portion = take(name, perMinute, rampUp, wanted);
            model.check(now, wanted, portion);
            now += switch (random.nextInt(6)) {
                case 0 -> 0;
                case 1 -> random.nextInt(1000);
                case 2 -> random.nextInt(90_000);
                default -> portion.nextIn().toMillis();
            };
        }
    }

    @Test
    void a_minute_of_constant_demand_gets_nearly_the_whole_quota() throws Exception {
        var given = demand(Duration.ZERO, 600_000, MINUTE);
        assertThat(given).isBetween(590_000L, 600_000L);
    }

    @Test
    void the_rate_grows_over_the_ramp_up_and_then_stays_whole() throws Exception {
        long first = demand(MINUTE, 60_000, Duration.ofSeconds(15));
        long second = demand(MINUTE, 60_000, Duration.ofSeconds(15));
        demandFor(MINUTE);
        long whole = demand(MINUTE, 60_000, Duration.ofSeconds(15));
        assertThat(first).isBetween(1_500L, 2_500L); // an eighth of 15 s at 1,000 a second, and the floor
        assertThat(second).isBetween(5_000L, 6_000L);
        assertThat(whole).isBetween(14_500L, 15_500L);
    }

    @Test
    void a_pause_begins_the_ramp_anew() throws Exception {
        demandFor(MINUTE.multipliedBy(2));
        now += MINUTE.toMillis();
        assertThat(demand(MINUTE, 60_000, Duration.ofSeconds(15))).isBetween(1_500L, 2_500L);
    }

    @Test
    void one_permit_a_minute_is_given_every_minute() throws Exception {
        long given = demand(Duration.ofMinutes(10), 1, Duration.ofMinutes(30));
        assertThat(given).isBetween(15L, 30L);
    }

    @Test
    void a_clock_that_steps_back_gives_nothing_twice() throws Exception {
        assertThat(take("fcm", 60, Duration.ZERO, 10).permits()).isEqualTo(1);
        now -= 30_000;
        assertThat(take("fcm", 60, Duration.ZERO, 10).permits()).isZero();
        now += 30_000;
        assertThat(take("fcm", 60, Duration.ZERO, 10).permits()).isZero();
        now += 1_000;
        assertThat(take("fcm", 60, Duration.ZERO, 10).permits()).isEqualTo(1);
    }

    @Test
    void each_name_has_a_quota_of_its_own_that_ends_by_itself() throws Exception {
        assertThat(take("one", 60, Duration.ZERO, 1).permits()).isEqualTo(1);
        assertThat(take("two", 60, Duration.ZERO, 1).permits()).isEqualTo(1);
        var keys = redis.lane.keys();
        var key = keys.quota(keys.partitionOf("one"), "one");
        long livesMillis = redis.onLane(() -> call(redis.lane, key, c -> c.pttl(key)));
        assertThat(livesMillis).isBetween(1L, 60_000L);
    }

    @Test
    void a_portion_is_given_in_a_full_redis() throws Exception {
        take("fcm", 60_000, Duration.ZERO, 1);
        redis.maxMemory("1");
        try {
            assertThat(take("fcm", 60_000, Duration.ZERO, 10)).isEqualTo(new Portion(10, Duration.ZERO));
        } finally {
            redis.maxMemory("0");
        }
    }

    private static void demandFor(Duration time) throws Exception {
        var _ = demand(MINUTE, 60_000, time);
    }

    /// All that a caller gets who wants whatever there is and asks whenever it is told to.
    private static long demand(Duration rampUp, int perMinute, Duration time) throws Exception {
        long ends = now + time.toMillis();
        long given = 0;
        while (now < ends) {
            var portion = take("fcm", perMinute, rampUp, perMinute + 1);
            given += portion.permits();
            now += portion.nextIn().toMillis();
        }
        return given;
    }

    @CanIgnoreReturnValue
    private static Portion take(String name, int perMinute, Duration rampUp, int wanted) throws Exception {
        return redis.onLane(() -> quotas.take(name, perMinute, rampUp, wanted));
    }
}
