package dev.opportune.ratelimiter.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.fixture.Policies;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// In a Redis at its `maxmemory`, the oldest that is supported and the one of the PATH.
class FullRedisIT {

    private static final Policy POLICY = Policies.of("""
            version: "1"
            caps: {day: {limit: 100, window: P1D}}
            categories: {news: {class: promotional, ttl: P2D, caps: [day], quiet_hours: ignore, consent: none}}
            """);

    @ParameterizedTest
    @MethodSource("dev.opportune.ratelimiter.fixture.RedisFixture#servers")
    void what_was_taken_ends_and_nothing_is_taken(RedisFixture.Server which) throws Exception {
        var redis = new RedisFixture(which);
        var sends = redis.sends("lane", () -> 0);
        var leased = sends.admit(sends.request("u", "news"), POLICY);
        var waiting = sends.admit(sends.request("u", "news", tomorrow()), POLICY);
        redis.maxMemory("1");

        assertThatThrownBy(() -> sends.admit(sends.request("u", "news"), POLICY))
                .cause()
                .isInstanceOfSatisfying(StorageUnavailableException.class, it -> {
                    assertThat(it.mayHaveRun()).isFalse();
                    assertThat(it).hasMessageContaining("OOM ");
                });
        var settlement = new Ending.Settlement(leased.lease().fence(), SendState.REJECTED, "", List.of(), List.of());
        assertThat(redis.onLane(() -> sends.store().settle(leased.sendId(), "u", settlement)))
                .isTrue();
        assertThat(redis.onLane(() -> sends.store().cancel(waiting.sendId(), "u")))
                .isEqualTo(Ending.Cancelled.CANCELLED);
        assertThat(sends.receipt(leased.sendId()).state()).isEqualTo(SendState.REJECTED);
        redis.maxMemory("0");
        redis.close();
    }

    private static Moment tomorrow() {
        return new Moment.Absolute(Instant.now().plus(Duration.ofDays(1)), null, null);
    }
}
