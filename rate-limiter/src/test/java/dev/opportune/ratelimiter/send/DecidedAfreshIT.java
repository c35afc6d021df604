package dev.opportune.ratelimiter.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Decision.Deferred;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.User.Profile;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.AwaitedUsers;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.policy.PolicyFile;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What waits for the end of quiet hours is decided afresh then, and goes class first, then earliest deadline.
class DecidedAfreshIT {

    private static final Instant NIGHT = Instant.parse("2026-11-22T23:30:00Z");
    private static final Instant DAWN = Instant.parse("2026-11-23T08:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final List<String> CLASSES = List.of("critical", "transactional", "promotional");

    private static final Comparator<Scan.Ready> FIRST =
            Comparator.comparing(Scan.Ready::sendClass).thenComparingLong(Scan.Ready::deadlineMillis);

    private static Instant now = NIGHT;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedUsers users = redis.users(() -> now.toEpochMilli());
    private static final AwaitedSends sends = redis.sends("lane", () -> now.toEpochMilli());

    @BeforeEach
    void night() {
        now = NIGHT;
    }

    @Test
    void a_disabled_category_stops_what_waits() throws Exception {
        var sendId = deferred("u", "promotional", DAWN.plus(HOUR));
        assertThat(atDawn(sendId, policy("promotional: {class: promotional, enabled: false}")))
                .isEqualTo(new Claim.Reply.Ended(
                        SendState.SUPPRESSED, new Suppressed(SuppressReason.CATEGORY_DISABLED, null)));
        assertStopped(sendId);
    }

    @Test
    void a_category_that_the_policy_has_no_longer_stops_what_waits() throws Exception {
        var sendId = deferred("u", "promotional", DAWN.plus(HOUR));
        assertThat(atDawn(sendId, policy("other: {class: promotional}")))
                .isEqualTo(new Claim.Reply.Ended(
                        SendState.SUPPRESSED, new Suppressed(SuppressReason.CATEGORY_DISABLED, null)));
        assertStopped(sendId);
    }

    @Test
    void a_category_that_is_enabled_again_in_time_lets_what_waited_go() throws Exception {
        var off = policy("promotional: {class: promotional, enabled: false}");
        var sendId = deferred("u", "promotional", DAWN.plus(HOUR));
        var reply = sends.admit(request("u", "promotional", DAWN.plus(HOUR)), off);
        assertThat(reply.decision()).isEqualTo(new Suppressed(SuppressReason.CATEGORY_DISABLED, null));
        assertThat(atDawn(sendId, policy(""))).isInstanceOf(Claim.Reply.Leased.class);
    }

    @Test
    void a_user_who_travelled_west_waits_for_the_dawn_there() throws Exception {
        var sendId = deferred("u", "promotional", DAWN.plus(Duration.ofHours(8)));
        travel("u", "America/New_York");
        var dawnThere = Instant.parse("2026-11-23T13:00:00Z");
        assertThat(atDawn(sendId, policy(""))).isEqualTo(new Claim.Reply.Parked(dawnThere.toEpochMilli()));
        now = dawnThere;
        assertThat(wakeAndClaim(sendId, policy(""))).isInstanceOf(Claim.Reply.Leased.class);
    }

    @Test
    void a_user_who_travelled_to_where_the_night_outlasts_the_moment_is_left_alone() throws Exception {
        var sendId = deferred("u", "promotional", DAWN.plus(Duration.ofHours(5)));
        travel("u", "America/New_York");
        assertThat(atDawn(sendId, policy("")))
                .isEqualTo(new Claim.Reply.Ended(
                        SendState.SUPPRESSED, new Suppressed(SuppressReason.WOULD_EXPIRE_IN_QUIET_HOURS, null)));
    }

    @Test
    void at_dawn_each_look_is_bounded_and_what_is_ready_goes_class_first_then_earliest_deadline() throws Exception {
        int count = 600;
        int most = 50;
        var deadlines = new SplittableRandom(1);
        for (int i = 0; i < count; i++) {
            var _ = deferred("u", CLASSES.get(i % 3), DAWN.plusSeconds(1 + deadlines.nextInt(100_000)));
        }
        int partition = redis.lane.keys().partitionOf("u");
        now = DAWN.minusMillis(1);
        assertThat(redis.onLane(() -> sends.store().scan(partition, Long.MAX_VALUE, most))
                        .due())
                .isEmpty();
        now = DAWN;
        for (int looks = 0; looks < count / most; looks++) {
            var due = redis.onLane(() -> sends.store().scan(partition, Long.MAX_VALUE, most))
                    .due();
            assertThat(due).hasSize(most);
            for (var sendId : due) wake(sendId);
        }

        var taken = new ArrayList<Scan.Ready>();
        while (taken.size() < count) {
            var ready = redis.onLane(() -> sends.store().scan(partition, Long.MAX_VALUE, most))
                    .ready();
            assertThat(ready).hasSizeLessThanOrEqualTo(most).isSortedAccordingTo(FIRST);
            for (var head : ready) {
                assertThat(sends.claim(head.sendId(), policy(""))).isInstanceOf(Claim.Reply.Leased.class);
                taken.add(head);
            }
        }
        assertThat(taken).hasSize(count).isSortedAccordingTo(FIRST).doesNotHaveDuplicates();
    }

    /// A send at night that waits for the dawn. Gives its id.
    private static String deferred(String user, String category, Instant until) throws Exception {
        var reply = sends.admit(request(user, category, until), policy(""));
        assertThat(reply.decision()).isInstanceOf(Deferred.class);
        return reply.sendId();
    }

    private static void assertStopped(String sendId) throws Exception {
        var receipt = sends.receipt(sendId);
        assertThat(receipt.state()).isEqualTo(SendState.SUPPRESSED);
        assertThat(receipt.reason()).isEqualTo("category_disabled");
    }

    private static void travel(String user, String zone) throws Exception {
        users.putProfile(user, new Profile(ZoneId.of(zone), null, null, null, null));
    }

    private static Claim.Reply atDawn(String sendId, Policy policy) throws Exception {
        now = DAWN;
        return wakeAndClaim(sendId, policy);
    }

    private static Claim.Reply wakeAndClaim(String sendId, Policy policy) throws Exception {
        wake(sendId);
        return sends.claim(sendId, policy);
    }

    private static void wake(String sendId) throws Exception {
        assertThat(sends.wake(sendId)).isEqualTo(Scan.Woken.READY);
    }

    private static Admit.Request request(String user, String category, Instant until) {
        return sends.request(user, category, new Moment.Absolute(null, until, null));
    }

    /// @param categories instead of one of each class
    private static Policy policy(String categories) throws Exception {
        var oneOfEach = String.join(
                ", ", CLASSES.stream().map(c -> c + ": {class: " + c + "}").toList());
        return PolicyFile.parse("""
                version: "1"
                defaults: {timezone: UTC, quiet_hours: "22:00-08:00"}
                categories: {%s}
                """.formatted(categories.isEmpty() ? oneOfEach : categories), "test");
    }
}
