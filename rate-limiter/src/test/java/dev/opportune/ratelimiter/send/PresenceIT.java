package dev.opportune.ratelimiter.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Which lanes are present, as they hear of each other, on a real Redis with a moved clock.
class PresenceIT {

    private static final Duration STAY = Duration.ofSeconds(5);

    private static long now;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedSends one = redis.sends("one", () -> now);
    private static final AwaitedSends two = redis.sends("two", () -> now);

    @BeforeEach
    void clean() {
        now = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();
    }

    @Test
    void lanes_are_present_for_as_long_as_they_say_so() throws Exception {
        assertThat(say(one)).containsExactly("one");
        now += 4_000;
        assertThat(say(two)).containsExactlyInAnyOrder("one", "two");
        now += 1_000;
        assertThat(say(two)).containsExactly("two");
        assertThat(say(one)).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void one_without_room_is_there_all_the_same() throws Exception {
        say(one);
        var fleet = redis.onLane(() -> two.store().present(STAY, false));
        assertThat(fleet).isEqualTo(new Presence.Fleet(List.of("one", "two"), List.of("one")));
        assertThat(redis.onLane(() -> two.store().present(STAY, true)).withRoom())
                .containsExactly("one", "two");
        assertThat(redis.onLane(() -> one.store().present(STAY, false)))
                .isEqualTo(new Presence.Fleet(List.of("one", "two"), List.of("two")));
    }

    @Test
    void one_that_leaves_is_gone_at_once_and_hears_who_stays() throws Exception {
        say(one);
        say(two);
        assertThat(redis.onLane(one.store()::absent).lanes()).containsExactly("two");
        assertThat(say(two)).containsExactly("two");
        assertThat(redis.onLane(two.store()::absent).lanes()).isEmpty();
    }

    @Test
    void what_a_clock_wrote_that_was_set_back_is_soon_forgotten() throws Exception {
        say(one);
        now -= 600_000;
        assertThat(say(two)).containsExactly("two");
        assertThat(say(one)).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void a_full_redis_takes_it_too() throws Exception {
        say(one);
        redis.maxMemory("1");
        try {
            assertThat(say(two)).containsExactlyInAnyOrder("one", "two");
        } finally {
            redis.maxMemory("0");
        }
    }

    @CanIgnoreReturnValue
    private static List<String> say(AwaitedSends lane) throws Exception {
        return redis.onLane(() -> lane.store().present(STAY, true)).lanes();
    }
}
