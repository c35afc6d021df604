package dev.opportune.ratelimiter.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.ratelimiter.Decision.Admitted;
import dev.opportune.ratelimiter.Decision.Deferred;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.Policies;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.redis.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A send that its lane has no room for: decided all the same, and ready for any lane.
class SpillIT {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Admit.Queue QUEUE = new Admit.Queue(1_000, 2);

    private static final Policy policy = Policies.of("""
            version: "1"
            caps:
              once: {limit: 1, window: PT24H}
            categories:
              offer: {class: promotional, caps: [once], ttl: PT2H, quiet_hours: ignore, consent: none}
              alert: {class: critical, ttl: PT30M, quiet_hours: ignore, consent: none}
            """);

    private static long now;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedSends sends = redis.sends("lane-1", () -> now);
    private static final AwaitedSends others = redis.sends("lane-2", () -> now);

    @BeforeEach
    void clean() {
        now = NOON.toEpochMilli();
    }

    @Test
    void it_is_admitted_and_ready_and_whichever_lane_has_room_takes_it_up() throws Exception {
        var told = spill(sends.request("u", "offer"));
        assertThat(told.decision()).isInstanceOf(Admitted.class);
        assertThat(told.lease()).isNull();
        assertThat(sends.alive(told.sendId()).state()).isEqualTo(SendState.READY);
        assertThat(scan("u").ready())
                .containsExactly(new Scan.Ready(
                        SendClass.PROMOTIONAL, NOON.plus(Duration.ofHours(2)).toEpochMilli(), told.sendId()));

        var claimed = (Claim.Reply.Leased) others.claim(told.sendId(), policy);
        assertThat(claimed.lease().deliveries()).hasSize(1);
        assertThat(scan("u").ready()).isEmpty();
        assertThat(sends.admit(sends.request("u", "offer"), policy).decision())
                .as("it holds its place")
                .isInstanceOf(Suppressed.class);
    }

    @Test
    void a_repeat_gets_the_first_answer_and_no_second_send() throws Exception {
        var request = sends.request("u", "alert");
        var told = spill(request);

        assertThat(spill(request)).isEqualTo(told);
        assertThat(sends.admit(request, policy)).isEqualTo(told);
        assertThat(scan("u").ready()).hasSize(1);
    }

    @Test
    void its_place_goes_back_when_it_is_cancelled_or_no_lane_takes_it_up_in_time() throws Exception {
        var cancelled = spill(sends.request("u", "offer"));
        assertThat(redis.onLane(() -> sends.store().cancel(cancelled.sendId(), "u")))
                .isEqualTo(Ending.Cancelled.CANCELLED);
        var late = spill(sends.request("u", "offer"));
        assertThat(late.decision()).isInstanceOf(Admitted.class);
        now += Duration.ofHours(2).toMillis();

        assertThat(sends.claim(late.sendId(), policy))
                .isInstanceOfSatisfying(
                        Claim.Reply.Ended.class,
                        ended -> assertThat(ended.state()).isEqualTo(SendState.EXPIRED));
        assertThat(sends.admit(sends.request("u", "offer"), policy).decision()).isInstanceOf(Admitted.class);
    }

    @Test
    void what_would_wait_past_its_deadline_or_find_too_many_is_not_taken_and_nothing_is_written() throws Exception {
        var soon = new Moment.Absolute(null, null, Duration.ofMillis(900));
        var request = sends.request("u", "offer", soon);
        assertThat(reply(request)).isInstanceOf(Admit.Reply.NoRoom.class);
        assertThat(redis.onLane(() -> sends.store().find(request.sendId()))).isEmpty();

        spill(sends.request("u", "alert"));
        spill(sends.request("u", "alert"));
        assertThat(reply(sends.request("u", "alert"))).isInstanceOf(Admit.Reply.NoRoom.class);
        assertThat(spill(sends.request("u", "offer")).decision())
                .as("another class has its own queue, and the place was not taken")
                .isInstanceOf(Admitted.class);
    }

    @Test
    void what_is_deferred_or_suppressed_is_so_without_room_too() throws Exception {
        var later = new Moment.Absolute(NOON.plusSeconds(60), null, Duration.ofHours(1));
        var deferred = spill(sends.request("u", "alert", later));
        assertThat(deferred.decision()).isInstanceOf(Deferred.class);
        assertThat(sends.alive(deferred.sendId()).state()).isEqualTo(SendState.WAITING);
        spill(sends.request("u", "offer"));
        assertThat(spill(sends.request("u", "offer")).decision()).isInstanceOf(Suppressed.class);
    }

    @Test
    void erasing_its_user_ends_it() throws Exception {
        var told = spill(sends.request("u", "alert", Moment.Absolute.UNSAID, List.of(AwaitedSends.INLINE), null));
        redis.users(() -> now).erase("u");

        assertThat(sends.receipt(told.sendId()).state()).isEqualTo(SendState.CANCELLED);
    }

    private static Admit.Reply reply(Admit.Request request) throws Exception {
        return redis.onLane(() -> sends.store().admitToQueue(request, policy, QUEUE));
    }

    @CanIgnoreReturnValue
    private static Admit.Reply.Decided spill(Admit.Request request) throws Exception {
        return (Admit.Reply.Decided) reply(request);
    }

    private static Scan.Found scan(String user) throws Exception {
        int partition = new Keys(redis.settings.prefix(), redis.settings.partitions()).partitionOf(user);
        return redis.onLane(() -> sends.store().scan(partition, now, 10));
    }
}
