package dev.opportune.ratelimiter.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Which lanes are present, as they hear of each other, on a real Redis by its own clock.
class PresenceIT {

    private static final Duration STAY = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(200);

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedSends one = redis.sends("one", () -> 0);
    private static final AwaitedSends two = redis.sends("two", () -> 0);

    @BeforeEach
    void clean() throws Exception {
        assertThat(redis.onLane(one.store()::absent)).isNotNull();
        assertThat(redis.onLane(two.store()::absent).lanes()).isEmpty();
    }

    @Test
    void lanes_are_present_for_as_long_as_they_say_so() throws Exception {
        assertThat(say(one, SHORT)).containsExactly("one");
        await().until(() -> say(two, STAY).equals(List.of("two")));
        assertThat(say(one, STAY)).containsExactly("one", "two");
        assertThat(say(two, STAY)).containsExactly("one", "two");
    }

    @Test
    void one_without_room_is_there_all_the_same() throws Exception {
        say(one, STAY);
        var fleet = redis.onLane(() -> two.store().present(STAY, false));
        assertThat(fleet).isEqualTo(new Presence.Fleet(List.of("one", "two"), List.of("one")));
        assertThat(redis.onLane(() -> two.store().present(STAY, true)).withRoom())
                .containsExactly("one", "two");
        assertThat(redis.onLane(() -> one.store().present(STAY, false)))
                .isEqualTo(new Presence.Fleet(List.of("one", "two"), List.of("two")));
    }

    @Test
    void one_that_leaves_is_gone_at_once_and_hears_who_stays() throws Exception {
        say(one, STAY);
        say(two, STAY);
        assertThat(redis.onLane(one.store()::absent).lanes()).containsExactly("two");
        assertThat(say(two, STAY)).containsExactly("two");
        assertThat(redis.onLane(two.store()::absent).lanes()).isEmpty();
    }

    @Test
    void what_a_clock_wrote_that_was_set_back_is_forgotten() throws Exception {
        say(one, Duration.ofHours(1));
        assertThat(say(two, STAY)).containsExactly("two");
        assertThat(say(one, STAY)).containsExactly("one", "two");
    }

    @Test
    void a_full_redis_takes_it_too() throws Exception {
        say(one, STAY);
        redis.maxMemory("1");
        try {
            assertThat(say(two, STAY)).containsExactlyInAnyOrder("one", "two");
        } finally {
            redis.maxMemory("0");
        }
    }

    @CanIgnoreReturnValue
    private static List<String> say(AwaitedSends lane, Duration stay) throws Exception {
        return redis.onLane(() -> lane.store().present(stay, true)).lanes();
    }
}
