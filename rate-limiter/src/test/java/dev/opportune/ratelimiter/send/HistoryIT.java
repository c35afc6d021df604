package dev.opportune.ratelimiter.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.Policies;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.history.Entry;
import dev.opportune.ratelimiter.history.History;
import dev.opportune.ratelimiter.history.Tried;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is kept of how a send went.
class HistoryIT {

    private static final Instant NIGHT = Instant.parse("2026-11-22T23:30:00Z");
    private static final long DAWN = Instant.parse("2026-11-23T08:00:00Z").toEpochMilli();
    private static final Moment DAY = new Moment.Absolute(null, null, Duration.ofDays(1));

    private static final Policy policy = Policies.of("""
            version: "1"
            defaults: {quiet_hours: "22:00-08:00"}
            caps:
              day: {limit: 100, window: P1D}
            categories:
              news: {class: promotional, ttl: P1D, caps: [day]}
              alert: {class: critical, ttl: P1D, quiet_hours: ignore}
            """);

    private static long now;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedSends sends = redis.sends("lane-1", () -> now);

    @BeforeEach
    void night() {
        now = NIGHT.toEpochMilli();
    }

    @Test
    void a_send_that_goes_at_once_keeps_nothing_more_than_before() throws Exception {
        var held = sends.admit(sends.request("u", "alert"), policy);
        var story = story(held.sendId());
        assertThat(story.decision()).isInstanceOf(Decision.Admitted.class);
        assertThat(story.decidedMillis()).isEqualTo(now);
        assertThat(story.history()).isEqualTo(History.NONE);
        assertThat(story.owner()).isEqualTo("lane-1");
        assertThat(sends.alive(held.sendId()).waited().isNone()).isTrue();

        now += 20;
        assertThat(sends.settle(held, "u", SendState.REJECTED)).isTrue();
        var ended = story(held.sendId());
        assertThat(ended.history()).isEqualTo(History.NONE);
        assertThat(ended.endedMillis()).isEqualTo(now);
        assertThat(ended.present()).isNull();
        assertThat(ended.owner()).isEqualTo("lane-1");
    }

    @Test
    void what_became_of_it_is_told_in_its_order_alive_and_ended() throws Exception {
        var sendId = sends.admit(sends.request("u", "news", DAY), policy).sendId();
        var waiting = story(sendId);
        assertThat(waiting.decision()).isInstanceOf(Decision.Deferred.class);
        assertThat(waiting.present()).isEqualTo(new Story.Present(DAWN, "quiet_hours", List.of()));

        now = DAWN;
        var expected = new ArrayList<Entry>();
        var lease = claim(sendId);
        expected.add(new Entry.TakenUp(now));
        assertThat(story(sendId).present().places()).containsExactly("day");

        now += 300;
        var tried = new ArrayList<Tried>();
        Tried.add(tried, "app", Outcome.THROTTLED, "TooManyRequests");
        assertThat(park(sendId, lease, now + 30_000, tried)).isTrue();
        expected.add(new Entry.PutOff(now, now + 30_000, List.copyOf(tried), 0));

        now += 1_000;
        assertThat(redis.onLane(() -> sends.store().forward(sendId, "u", "app")))
                .isTrue();
        expected.add(new Entry.BroughtForward(now, "app"));
        var _ = claim(sendId);
        expected.add(new Entry.TakenUp(now));

        now += RedisFixture.LEASE.toMillis();
        assertThat(sends.wake(sendId)).isEqualTo(Scan.Woken.TAKEN_OVER);
        expected.add(new Entry.TakenOver(now, "lane-1"));
        var last = ((Claim.Reply.Leased) sends.claim(sendId, policy)).lease();
        expected.add(new Entry.TakenUp(now));
        assertThat(story(sendId).history()).isEqualTo(new History(0, expected));

        now += 5;
        var settlement = new Ending.Settlement(
                last.fence(), SendState.UNCONFIRMED, "", last.deliveries(), List.of(), last.waited());
        assertThat(redis.onLane(() -> sends.store().settle(sendId, "u", settlement)))
                .isTrue();
        var ended = story(sendId);
        assertThat(ended.history()).isEqualTo(new History(0, expected));
        assertThat(ended.decidedMillis()).isEqualTo(SendIds.timeOf(sendId));
        assertThat(ended.endedMillis()).isEqualTo(now);
        assertThat(ended.deliveries()).extracting(Delivery::outcome).containsOnly(Outcome.UNCONFIRMED);
    }

    @Test
    void one_that_is_cancelled_while_it_waits_keeps_its_story() throws Exception {
        var sendId = sends.admit(sends.request("u", "news", DAY), policy).sendId();
        now = DAWN;
        var lease = claim(sendId);
        assertThat(park(sendId, lease, now + 30_000, List.of())).isTrue();
        assertThat(redis.onLane(() -> sends.store().cancel(sendId, "u"))).isEqualTo(Ending.Cancelled.CANCELLED);

        assertThat(story(sendId).history().entries())
                .containsExactly(new Entry.TakenUp(now), new Entry.PutOff(now, now + 30_000, List.of(), 0));
    }

    @Test
    void the_first_and_the_latest_are_kept_of_a_send_that_is_tried_again_and_again() throws Exception {
        var sendId = sends.admit(sends.request("u", "news", DAY), policy).sendId();
        now = DAWN;
        var all = new ArrayList<Entry>();
        for (int i = 0; i < 20; i++) {
            var lease = claim(sendId);
            all.add(new Entry.TakenUp(now));
            now += 1;
            assertThat(park(sendId, lease, now + 10, List.of())).isTrue();
            all.add(new Entry.PutOff(now, now + 10, List.of(), 0));
            now += 10;
            assertThat(story(sendId).history()).isEqualTo(kept(all));
        }
        int bytes = sends.alive(sendId).waited().packed().length;
        assertThat(bytes).isLessThan(History.MOST * 20);
    }

    /// Obviously: the first four, and as many of the latest as there is room for.
    private static History kept(List<Entry> all) {
        if (all.size() <= History.MOST) return new History(0, all);
        var kept = new ArrayList<>(all.subList(0, History.FIRST));
        kept.addAll(all.subList(all.size() - (History.MOST - History.FIRST), all.size()));
        return new History(all.size() - History.MOST, kept);
    }

    @Test
    void words_of_any_length_and_number_fit_in_an_entry() throws Exception {
        var sendId = sends.admit(sends.request("u", "news", DAY), policy).sendId();
        now = DAWN;
        var tried = new ArrayList<Tried>();
        for (int i = 0; i < 5; i++) Tried.add(tried, "app", Outcome.NOT_SENT, "same");
        for (int i = 0; i < 20; i++) Tried.add(tried, "ä".repeat(60) + i % 2, Outcome.UNCONFIRMED, i + "x".repeat(90));
        assertThat(park(sendId, claim(sendId), now + 30_000, tried)).isTrue();

        var told = (Entry.PutOff) story(sendId).history().entries().getLast();
        assertThat(told.tried()).contains(new Tried("app", Outcome.NOT_SENT, "same", 5));
        assertThat(told.tried().stream().mapToInt(Tried::devices).sum() + told.others())
                .isEqualTo(25);
        assertThat(told.others()).isPositive();
    }

    private static Story story(String sendId) throws Exception {
        return redis.onLane(() -> sends.store().story(sendId)).orElseThrow();
    }

    private static Lease claim(String sendId) throws Exception {
        assertThat(sends.wake(sendId)).isEqualTo(Scan.Woken.READY);
        return ((Claim.Reply.Leased) sends.claim(sendId, policy)).lease();
    }

    private static boolean park(String sendId, Lease lease, long until, List<Tried> tried) throws Exception {
        return redis.onLane(
                () -> sends.store().park(sendId, "u", lease.fence(), until, lease.deliveries(), List.of(), tried));
    }
}
