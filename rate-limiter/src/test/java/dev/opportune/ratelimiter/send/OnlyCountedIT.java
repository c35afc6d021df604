package dev.opportune.ratelimiter.send;

import static dev.opportune.ratelimiter.redis.RawCommands.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Decision.Admitted;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.AwaitedUsers;
import dev.opportune.ratelimiter.fixture.Policies;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Somebody who is unknown, and whose sends named their devices: counted, and no user.
class OnlyCountedIT {

    private static final Duration DAY = Duration.ofDays(1);

    private static final Policy policy = Policies.of("""
            version: "1"
            caps: {day: {limit: 2, window: P1D}, hour: {limit: 5, window: PT1H}}
            categories: {sale: {class: promotional, caps: [day, hour], quiet_hours: ignore}}
            """);

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedUsers users = redis.users(() -> 0);
    private static final AwaitedSends sends = redis.sends("lane-1", () -> 0);

    @BeforeEach
    void one_send_is_counted() throws Exception {
        assertThat(admit().decision()).isInstanceOf(Admitted.class);
    }

    @Test
    void counts_end_with_the_longest_window() throws Exception {
        assertThat(users.find("u")).isEmpty();
        assertThat(livesMillis())
                .isBetween(DAY.minusMinutes(10).toMillis(), DAY.plusSeconds(1).toMillis());
    }

    @Test
    void a_place_that_is_given_back_changes_nothing_of_when_counts_end() throws Exception {
        var second = admit();
        assertThat(sends.settle(second, "u", SendState.REJECTED)).isTrue();
        assertThat(livesMillis()).isPositive();
        assertThat(counts()).allSatisfy((cap, times) -> assertThat(times).hasSize(1));
    }

    @Test
    void who_becomes_a_user_keeps_the_counts_and_ends_no_more() throws Exception {
        users.putProfile("u", new User.Profile(null, "de", null, null, null));
        assertThat(livesMillis()).isEqualTo(-1);
        assertThat(admit().decision()).isInstanceOf(Admitted.class);
        assertThat(admit().decision())
                .isInstanceOfSatisfying(
                        Suppressed.class,
                        suppressed -> assertThat(suppressed.reason()).isEqualTo(SuppressReason.FREQUENCY_CAP));
        assertThat(livesMillis()).isEqualTo(-1);
        assertThat(users.known("u").profile().locale()).isEqualTo("de");
    }

    @Test
    void an_erasure_takes_the_counts() throws Exception {
        assertThat(users.erase("u")).isTrue();
        assertThat(livesMillis()).isEqualTo(-2);
        assertThat(users.erase("u")).isFalse();
    }

    private static Admit.Reply.Decided admit() throws Exception {
        return sends.admit(sends.request("u", "sale"), policy);
    }

    private static Map<String, List<Instant>> counts() throws Exception {
        return redis.onLane(() -> users.users().export("u")).orElseThrow().counts();
    }

    /// -1: for good; -2: there is no key.
    private static long livesMillis() throws Exception {
        var keys = redis.lane.keys();
        var key = keys.user(keys.partitionOf("u"), "u");
        return redis.onLane(() -> call(redis.lane, key, c -> c.pttl(key)));
    }
}
