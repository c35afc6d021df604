package dev.opportune.ratelimiter.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.Admitted;
import dev.opportune.ratelimiter.Decision.CapHit;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.policy.PolicyFile;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A changed limit or window holds at once, for what was counted before it too; and gateways with two versions of a
/// policy side by side stay within each limit that both know.
class ChangedLimitsIT {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private static Instant now = NOON;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final List<AwaitedSends> lanes = List.of(lane("lane-1"), lane("lane-2"));

    @BeforeEach
    void clean() {
        now = NOON;
    }

    @Test
    void a_raised_limit_gives_its_new_places_at_once() throws Exception {
        var _ = admitMinutely(2, limit(2));
        assertThat(decide("offer", limit(2))).isEqualTo(full(2, 2, NOON.plus(DAY)));
        var _ = admitMinutely(2, limit(4));
        assertThat(decide("offer", limit(4))).isEqualTo(full(4, 4, NOON.plus(DAY)));
    }

    @Test
    void a_lowered_limit_has_a_place_when_all_that_are_too_many_count_no_more() throws Exception {
        var _ = admitMinutely(5, limit(5));
        var fourthLeaves = NOON.plus(Duration.ofMinutes(3)).plus(DAY);
        assertThat(decide("offer", limit(2))).isEqualTo(full(2, 5, fourthLeaves));
        now = fourthLeaves.minusMillis(1);
        assertThat(decide("offer", limit(2))).isEqualTo(full(2, 2, fourthLeaves));
        now = fourthLeaves;
        assertThat(decide("offer", limit(2))).isInstanceOf(Admitted.class);
    }

    @Test
    void a_limit_lowered_and_raised_again_has_forgotten_nothing() throws Exception {
        var _ = admitMinutely(6, limit(6));
        assertThat(decide("offer", limit(1))).isInstanceOf(Suppressed.class);
        now = NOON.plus(DAY).plus(Duration.ofMinutes(5)).minusMillis(1);
        assertThat(decide("offer", limit(1))).isInstanceOf(Suppressed.class);
        now = now.plusMillis(1); // the last of the six leaves
        var _ = admitMinutely(1, limit(1));
        var _ = admitMinutely(5, limit(6));
        assertThat(decide("offer", limit(6))).isInstanceOf(Suppressed.class);
    }

    @Test
    void a_place_given_back_helps_under_a_lowered_limit_when_few_enough_count() throws Exception {
        var sends = admitMinutely(3, limit(3));
        giveBack(sends.get(2));
        assertThat(decide("offer", limit(2))).isEqualTo(full(2, 2, NOON.plus(DAY)));
        giveBack(sends.get(0));
        var _ = admitMinutely(1, limit(2));
        assertThat(decide("offer", limit(2)))
                .isEqualTo(full(2, 2, NOON.plus(DAY).plus(Duration.ofMinutes(1))));
    }

    @Test
    void what_counts_without_obeying_counts_under_every_limit() throws Exception {
        var _ = admitMinutely(1, limit(2));
        for (int i = 0; i < 3; i++) assertThat(decide("notice", limit(2))).isInstanceOf(Admitted.class);
        assertThat(decide("offer", limit(2)))
                .isEqualTo(full(2, 4, NOON.plus(DAY).plus(Duration.ofMinutes(1))));
        var _ = admitMinutely(1, limit(5));
        assertThat(decide("offer", limit(5))).isEqualTo(full(5, 5, NOON.plus(DAY)));
    }

    @Test
    void a_window_made_longer_sees_what_a_shorter_one_counted_also_after_the_next_send() throws Exception {
        var _ = admitMinutely(2, window("window: PT1H"));
        now = now.plus(HOUR); // nothing counts any more
        var _ = admitMinutely(1, window("window: PT24H"));
        assertThat(decide("offer", window("window: PT24H"))).isEqualTo(full(3, 3, NOON.plus(DAY)));
    }

    @Test
    void a_window_made_shorter_has_places_at_once_and_made_longer_again_has_forgotten_nothing() throws Exception {
        var _ = admitMinutely(3, window("window: PT24H"));
        now = NOON.plus(HOUR);
        var _ = admitMinutely(1, window("window: PT1H"));
        assertThat(decide("offer", window("window: PT24H")))
                .isEqualTo(full(3, 4, NOON.plusSeconds(60).plus(DAY)));
    }

    @Test
    void a_rolling_window_may_become_a_calendar_day_and_again_a_rolling_one() throws Exception {
        now = NOON.plus(Duration.ofMinutes(12 * 60 - 1));
        var beforeMidnight = now;
        var _ = admitMinutely(3, window("window: PT24H")); // the second one at midnight
        var _ = admitMinutely(1, window("calendar: day"));
        assertThat(decide("offer", window("calendar: day")))
                .isEqualTo(new Suppressed(
                        SuppressReason.FREQUENCY_CAP,
                        new CapHit("day", 3, "day", 3, 0, Instant.parse("2026-11-24T00:00:00Z"))));
        assertThat(decide("offer", window("window: PT24H")))
                .isEqualTo(full(3, 4, beforeMidnight.plusSeconds(60).plus(DAY)));
    }

    @Test
    void two_versions_side_by_side_stay_within_each_limit_that_both_know() throws Exception {
        // The first knows nothing of `new`; of an hour's limit the lower one binds those that know the lower one.
        var versions = List.of(
                policy("{day: {limit: 3, window: PT24H}, hour: {limit: 1, window: PT1H}}", "day, hour"),
                policy(
                        "{day: {limit: 3, window: PT24H}, hour: {limit: 2, window: PT1H}, new: {limit: 1, window: PT1M}}",
                        "day, hour, new"));
        var admittedBy = new TreeSet<Integer>();
        for (long seed = 1; seed <= 20; seed++) {
            redis.flush();
            now = NOON;
            race(versions, new SplittableRandom(seed), admittedBy, "seed " + seed);
        }
        assertThat(admittedBy).containsExactly(0, 1);
    }

    /// Rounds of sends at one instant through both versions, some of whose places are given back.
    private static void race(List<Policy> versions, SplittableRandom random, Set<Integer> admittedBy, String what)
            throws Exception {
        var counted = new ArrayList<Counted>();
        for (int round = 0; round < 30; round++) {
            now = now.plusSeconds(random.nextInt(60, 4 * 3600));
            int first = random.nextInt(2);
            var replies = redis.onLane(() -> {
                var all = new ArrayList<Future<Admit.Reply>>();
                for (int i = 0; i < 12; i++) {
                    all.add(lanes.get((first + i) % 2).store().admit(request("offer"), versions.get((first + i) % 2)));
                }
                return Future.all(all).map(done -> done.<Admit.Reply.Decided>list());
            });
            for (int i = 0; i < replies.size(); i++) {
                if (replies.get(i).lease() != null) {
                    counted.add(new Counted((first + i) % 2, now, replies.get(i).sendId()));
                }
            }
            check(counted, what);
            counted.forEach(c -> admittedBy.add(c.version));
            if (counted.isEmpty() || random.nextBoolean()) continue;
            var mistaken = counted.remove(random.nextInt(counted.size()));
            giveBack(mistaken.sendId);
        }
    }

    private record Counted(int version, Instant at, String sendId) {}

    private static void check(List<Counted> counted, String what) {
        var lastDay = within(counted, DAY);
        var lastHour = within(counted, HOUR);
        assertThat(lastDay).as(what).hasSizeLessThanOrEqualTo(3);
        assertThat(lastHour).as(what).hasSizeLessThanOrEqualTo(2);
        assertThat(lastHour).as(what).filteredOn(c -> c.version == 0).hasSizeLessThanOrEqualTo(1);
        assertThat(within(counted, Duration.ofMinutes(1)))
                .as(what)
                .filteredOn(c -> c.version == 1)
                .hasSizeLessThanOrEqualTo(1);
    }

    private static List<Counted> within(List<Counted> counted, Duration window) {
        return counted.stream().filter(c -> c.at.plus(window).isAfter(now)).toList();
    }

    private static Suppressed full(int limit, int used, Instant nextAt) {
        return new Suppressed(SuppressReason.FREQUENCY_CAP, new CapHit("day", limit, "PT24H", used, 0, nextAt));
    }

    /// So many sends, a minute apart, all admitted. Gives their ids.
    private static List<String> admitMinutely(int count, Policy policy) throws Exception {
        var ids = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            var reply = admit("offer", policy);
            assertThat(reply.decision()).isInstanceOf(Admitted.class);
            ids.add(reply.sendId());
            now = now.plusSeconds(60);
        }
        return ids;
    }

    private static void giveBack(String sendId) throws Exception {
        var refused = List.of(new Delivery(null, "app", "device-token", Outcome.REJECTED, "why", null, 1, 1, 0, false));
        var settlement = new Ending.Settlement(1, SendState.REJECTED, "", refused, List.of());
        boolean settled = false;
        for (var lane : lanes) settled |= redis.onLane(() -> lane.store().settle(sendId, "u", settlement));
        assertThat(settled).isTrue();
    }

    private static Decision decide(String category, Policy policy) throws Exception {
        return admit(category, policy).decision();
    }

    private static Admit.Reply.Decided admit(String category, Policy policy) throws Exception {
        return lanes.getFirst().admit(request(category), policy);
    }

    private static Admit.Request request(String category) {
        return lanes.getFirst().request("u", category);
    }

    private static Policy limit(int limit) throws Exception {
        return policy("{day: {limit: " + limit + ", window: PT24H}}", "day");
    }

    private static Policy window(String window) throws Exception {
        return policy("{day: {limit: 3, " + window + "}}", "day");
    }

    private static Policy policy(String caps, String obeyed) throws Exception {
        return PolicyFile.parse("""
                version: "1"
                caps: %s
                categories:
                  offer:  {class: promotional, caps: [%s]}
                  notice: {class: transactional, counts_toward: [day]}
                """.formatted(caps, obeyed), "test");
    }

    private static AwaitedSends lane(String owner) {
        return redis.sends(owner, () -> now.toEpochMilli());
    }
}
