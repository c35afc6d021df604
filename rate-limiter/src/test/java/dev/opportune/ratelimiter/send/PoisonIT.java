package dev.opportune.ratelimiter.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.Policies;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Sends that no lane brings to an end.
class PoisonIT {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static final Policy policy = Policies.of("""
            version: "1"
            categories:
              alert: {class: critical, ttl: P1D, quiet_hours: ignore, consent: none}
            """);

    private static long now;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedSends sends = redis.sends("lane-1", () -> now);

    @BeforeEach
    void clean() {
        now = NOON.toEpochMilli();
    }

    @Test
    void a_send_whose_lanes_are_gone_one_after_another_ends_and_says_so() throws Exception {
        var sendId = sends.admit(sends.request("u", "alert"), policy).sendId();
        for (int lost = 1; lost < Claim.MOST_LANES_LOST; lost++) {
            loseLane(sendId);
            assertThat(sends.claim(sendId, policy)).isInstanceOf(Claim.Reply.Leased.class);
        }
        loseLane(sendId);

        assertThat(sends.claim(sendId, policy)).isEqualTo(new Claim.Reply.Ended(SendState.UNCONFIRMED, null));
        assertThat(sends.receipt(sendId).reason()).isEqualTo("lanes_lost");
    }

    @Test
    void a_lane_that_hands_it_back_in_order_begins_the_count_anew() throws Exception {
        var sendId = sends.admit(sends.request("u", "alert"), policy).sendId();
        for (int i = 0; i < 2 * Claim.MOST_LANES_LOST; i++) {
            loseLane(sendId);
            var leased = (Claim.Reply.Leased) sends.claim(sendId, policy);
            var lease = leased.lease();
            assertThat(redis.onLane(() ->
                            sends.store().park(sendId, "u", lease.fence(), now + 1, lease.deliveries(), List.of())))
                    .isTrue();
            now += 1;
            assertThat(sends.wake(sendId)).isEqualTo(Scan.Woken.READY);
            assertThat(sends.claim(sendId, policy)).isInstanceOf(Claim.Reply.Leased.class);
        }
    }

    @Test
    void a_send_that_cannot_be_taken_up_ends_as_failed_and_gives_its_place_back() throws Exception {
        var later = new Moment.Absolute(NOON.plusSeconds(60), null, Duration.ofHours(1));
        var sendId = sends.admit(sends.request("u", "alert", later), policy).sendId();

        assertThat(redis.onLane(() -> sends.store().fail(sendId, "u", "defect")))
                .isEqualTo(Ending.Cancelled.CANCELLED);
        assertThat(sends.receipt(sendId).state()).isEqualTo(SendState.FAILED);
        assertThat(sends.receipt(sendId).reason()).isEqualTo("defect");
        var held = sends.admit(sends.request("u", "alert"), policy).sendId();
        assertThat(redis.onLane(() -> sends.store().fail(held, "u", "defect"))).isEqualTo(Ending.Cancelled.TOO_LATE);
    }

    private static void loseLane(String sendId) throws Exception {
        now += RedisFixture.LEASE.toMillis();
        assertThat(sends.wake(sendId)).isEqualTo(Scan.Woken.TAKEN_OVER);
    }
}
