package dev.opportune.ratelimiter.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Decision.Admitted;
import dev.opportune.ratelimiter.Decision.Deferred;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.LocalWindow;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.User.Device;
import dev.opportune.ratelimiter.User.Permission;
import dev.opportune.ratelimiter.User.Profile;
import dev.opportune.ratelimiter.User.QuietHours;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.AwaitedUsers;
import dev.opportune.ratelimiter.fixture.Policies;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A user's times change while sends wait: those are due at once, and decided afresh.
class ChangedTimesIT {

    private static final Instant NIGHT = Instant.parse("2026-11-22T23:30:00Z");
    private static final Instant DAWN = Instant.parse("2026-11-23T08:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MOST_AT_ONCE = 1000;

    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    /// Where it is morning then.
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");

    private static Instant now = NIGHT;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedUsers users = redis.users(() -> now.toEpochMilli());
    private static final AwaitedSends sends = redis.sends("lane", () -> now.toEpochMilli());
    private static final Policy policy = Policies.of("""
            version: "1"
            defaults: {timezone: UTC, quiet_hours: "22:00-08:00", ttl: P1D}
            categories:
              news:  {class: promotional}
              alert: {class: promotional, quiet_hours: ignore}
            """);

    private static final int partition = redis.lane.keys().partitionOf("u");

    @BeforeEach
    void inLondonAtNight() throws Exception {
        now = NIGHT;
        users.putProfile("u", profile(LONDON, null, null));
    }

    @Test
    void a_user_who_comes_to_where_it_is_day_gets_at_once_what_waited_for_the_morning() throws Exception {
        var sendId = deferred();
        users.putProfile("u", profile(TOKYO, null, null));
        assertDueAtOnce(sendId);
        assertThat(wakeAndClaim(sendId)).isInstanceOf(Claim.Reply.Leased.class);
    }

    @Test
    void a_user_who_comes_to_another_night_waits_for_the_morning_there() throws Exception {
        var sendId = deferred();
        users.putProfile("u", profile(ZoneId.of("Europe/Berlin"), null, null));
        assertDueAtOnce(sendId);
        assertThat(wakeAndClaim(sendId))
                .isEqualTo(new Claim.Reply.Parked(DAWN.minus(HOUR).toEpochMilli()));
        assertWaitsUntil(DAWN.minus(HOUR));
    }

    @Test
    void a_device_that_reports_another_zone_changes_nothing_for_a_user_with_one() throws Exception {
        var sendId = deferred();
        users.putDevice("u", phone(TOKYO));
        assertWaitsUntil(DAWN);
        users.putProfile("u", profile(null, null, null)); // but now it does
        assertDueAtOnce(sendId);
    }

    @Test
    void a_device_that_reports_another_zone_moves_a_user_without_one() throws Exception {
        users.putProfile("u", profile(null, null, null));
        users.putDevice("u", phone(LONDON));
        var sendId = deferred();
        users.putDevice("u", phone(LONDON));
        assertWaitsUntil(DAWN);
        users.putDevice("u", phone(TOKYO));
        assertDueAtOnce(sendId);
        assertThat(wakeAndClaim(sendId)).isInstanceOf(Claim.Reply.Leased.class);
    }

    @Test
    void other_quiet_hours_count_at_once() throws Exception {
        var sendId = deferred();
        var early = new QuietHours.Daily(new LocalWindow(22 * 60, 23 * 60));
        users.putProfile("u", profile(LONDON, early, null));
        assertDueAtOnce(sendId);
        assertThat(wakeAndClaim(sendId)).isInstanceOf(Claim.Reply.Leased.class);
    }

    @Test
    void what_says_nothing_new_leaves_a_send_its_time() throws Exception {
        var _ = deferred();
        users.putProfile("u", profile(LONDON, null, null));
        users.putProfile("u", new Profile(LONDON, "en-GB", null, "{\"a\":1}", null));
        users.putDevice("u", phone(null));
        users.deleteDevice("u", "phone");
        assertWaitsUntil(DAWN);
    }

    @Test
    void a_mute_that_is_over_by_then_takes_nothing() throws Exception {
        var sendId = deferred();
        users.putProfile("u", profile(LONDON, null, DAWN.minus(HOUR)));
        assertDueAtOnce(sendId);
        assertThat(wakeAndClaim(sendId)).isEqualTo(new Claim.Reply.Parked(DAWN.toEpochMilli()));
        assertWaitsUntil(DAWN);
        now = DAWN;
        assertThat(wakeAndClaim(sendId)).isInstanceOf(Claim.Reply.Leased.class);
    }

    @Test
    void a_moment_that_is_over_where_the_user_is_now_ends_at_once() throws Exception {
        var tenPast = new Moment.Local(null, LocalDateTime.parse("2026-11-23T08:10"), null);
        var reply = sends.admit(sends.request("u", "news", tenPast), policy);
        assertThat(reply.decision()).isInstanceOf(Deferred.class);
        users.putProfile("u", profile(TOKYO, null, null));
        assertDueAtOnce(reply.sendId());
        assertThat(wakeAndClaim(reply.sendId()))
                .isEqualTo(new Claim.Reply.Ended(SendState.EXPIRED, new Suppressed(SuppressReason.EXPIRED, null)));
    }

    @Test
    void what_is_ready_or_leased_stays_as_it_is() throws Exception {
        var ready = deferred();
        now = DAWN;
        wake(ready);
        var admitted = sends.admit(sends.request("u", "alert"), policy);
        assertThat(admitted.decision()).isInstanceOf(Admitted.class);
        users.putProfile("u", profile(TOKYO, null, null));
        assertWaitsUntil(DAWN.plus(RedisFixture.LEASE));
        var found = redis.onLane(() -> sends.store().scan(partition, Long.MAX_VALUE, 10));
        assertThat(found.ready()).extracting(Scan.Ready::sendId).containsExactly(ready);
        assertThat(found.counts().waiting()).as("the lease alone").isEqualTo(1);
    }

    @Test
    void a_repeat_of_the_change_does_nothing_more() throws Exception {
        var sendId = deferred();
        var elsewhere = profile(ZoneId.of("Europe/Berlin"), null, null);
        users.putProfile("u", elsewhere);
        assertThat(wakeAndClaim(sendId)).isInstanceOf(Claim.Reply.Parked.class);
        users.putProfile("u", elsewhere);
        assertWaitsUntil(DAWN.minus(HOUR));
    }

    @Test
    void one_change_makes_a_bounded_number_due() throws Exception {
        int more = 20;
        for (int i = 0; i < MOST_AT_ONCE + more; i++) {
            var _ = deferred();
        }
        users.putProfile("u", profile(TOKYO, null, null));
        var found = redis.onLane(() -> sends.store().scan(partition, Long.MAX_VALUE, 2 * MOST_AT_ONCE));
        assertThat(found.due()).hasSize(MOST_AT_ONCE);
        assertThat(found.nextMillis()).isEqualTo(DAWN.toEpochMilli());
        assertThat(found.counts().waiting()).isEqualTo(MOST_AT_ONCE + more);
    }

    private static void assertDueAtOnce(String sendId) throws Exception {
        assertThat(redis.onLane(() -> sends.store().scan(partition, Long.MAX_VALUE, 10))
                        .due())
                .containsExactly(sendId);
    }

    /// Nothing is due before.
    private static void assertWaitsUntil(Instant instant) throws Exception {
        var found = redis.onLane(() -> sends.store().scan(partition, Long.MAX_VALUE, 10));
        assertThat(found.due()).isEmpty();
        assertThat(Instant.ofEpochMilli(found.nextMillis())).isEqualTo(instant);
    }

    private static Profile profile(
            @Nullable ZoneId zone, @Nullable QuietHours quietHours, @Nullable Instant mutedUntil) {
        return new Profile(zone, null, quietHours, null, mutedUntil);
    }

    private static Device phone(@Nullable ZoneId zone) {
        return new Device("phone", "app", "device-token", Permission.AUTHORIZED, now, zone, null);
    }

    /// A send that waits for the morning. Gives its id.
    private static String deferred() throws Exception {
        var reply = sends.admit(sends.request("u", "news"), policy);
        assertThat(reply.decision()).isInstanceOf(Deferred.class);
        return reply.sendId();
    }

    private static Claim.Reply wakeAndClaim(String sendId) throws Exception {
        wake(sendId);
        return sends.claim(sendId, policy);
    }

    private static void wake(String sendId) throws Exception {
        assertThat(sends.wake(sendId)).isEqualTo(Scan.Woken.READY);
    }
}
