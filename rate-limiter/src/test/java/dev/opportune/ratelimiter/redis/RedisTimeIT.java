package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.fixture.RedisFixture;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisTimeIT {

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    /// Before any script has told: a machine 12 minutes ahead or behind judges nothing by its own clock.
    @Test
    void a_clock_hears_redis_time_before_the_first_script_runs() throws Exception {
        for (long minutes : new long[] {12, -12, 0}) {
            var ahead = Duration.ofMinutes(minutes);
            var clock = new RedisClock(System::nanoTime, () -> Instant.now().plus(ahead));
            var _ = redis.onLane(() -> redis.lane.tellTime(clock));
            var error = Duration.between(Instant.now(), Instant.ofEpochMilli(clock.nowMillis()));
            assertThat(error).isCloseTo(Duration.ZERO, Duration.ofSeconds(5));
            assertThat(clock.skew()).isCloseTo(ahead, Duration.ofSeconds(5));
        }
    }
}
