package dev.opportune.ratelimiter.user;

import static dev.opportune.ratelimiter.fixture.Said.keep;
import static dev.opportune.ratelimiter.fixture.Said.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.Admitted;
import dev.opportune.ratelimiter.Decision.DeferReason;
import dev.opportune.ratelimiter.Decision.Deferred;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.LocalWindow;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.User.Device;
import dev.opportune.ratelimiter.User.Permission;
import dev.opportune.ratelimiter.User.Profile;
import dev.opportune.ratelimiter.User.QuietHours;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.AwaitedUsers;
import dev.opportune.ratelimiter.fixture.Policies;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.user.Users.Change;
import dev.opportune.ratelimiter.user.Users.PreferencesPatch;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What users are is what the gates decide by: written by one script, read by another.
class UserDecisionIT {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static final Policy policy = Policies.of("""
            version: "1"
            caps: {day: {limit: 5, window: P1D}}
            categories:
              sale: {class: promotional, ttl: P1D, caps: [day]}
              club: {class: promotional, ttl: P1D, consent: opt_in}
              digest: {class: transactional, ttl: P1D, consent: opt_in}
            """);

    private static final Set<String> OTHER_CLASSES = Set.of("digest");

    private static long now;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedUsers users = redis.users(() -> now);
    private static final AwaitedSends sends = redis.sends("lane-1", () -> now);

    @BeforeEach
    void one_user_with_a_phone() throws Exception {
        now = NOON.toEpochMilli();
        device(Permission.AUTHORIZED, null);
    }

    @Test
    void a_registered_device_is_pushed_to_unless_it_denied_permission() throws Exception {
        assertThat(decide("sale")).isEqualTo(new Admitted(1, NOON.plus(Duration.ofDays(1))));
        device(Permission.DENIED, null);
        assertThat(decide("sale")).isEqualTo(suppressed(SuppressReason.NO_DEVICES));
    }

    @Test
    void the_most_specific_word_decides() throws Exception {
        assertThat(decide("club")).isEqualTo(suppressed(SuppressReason.NOT_OPTED_IN));
        choose(set(true), Map.of("sale", set(false)), "app");
        assertThat(decide("club")).isInstanceOf(Admitted.class);
        assertThat(decide("sale")).isEqualTo(suppressed(SuppressReason.OPTED_OUT));
        choose(set(false), Map.of(), "app");
        assertThat(decide("club")).isEqualTo(suppressed(SuppressReason.OPTED_OUT));
        choose(keep(), Map.of("club", set(true)), "app");
        assertThat(decide("club")).isInstanceOf(Admitted.class);
        assertThat(decide("sale")).isEqualTo(suppressed(SuppressReason.OPTED_OUT));
    }

    @Test
    void everything_off_but_this_is_one_request_or_two() throws Exception {
        choose(keep(), Map.of("sale", set(true)), "app");
        for (int times = 0; times < 2; times++) choose(set(false), Map.of("club", set(true)), "app");
        assertThat(decide("club")).isInstanceOf(Admitted.class);
        assertThat(decide("sale")).isEqualTo(suppressed(SuppressReason.OPTED_OUT));
        choose(set(false), Map.of(), "app");
        assertThat(decide("club")).isEqualTo(suppressed(SuppressReason.OPTED_OUT));
        choose(keep(), Map.of("club", set(true)), "app");
        assertThat(decide("club")).isInstanceOf(Admitted.class);
    }

    @Test
    void everything_off_and_on_again_leaves_what_was_refused_by_name() throws Exception {
        choose(keep(), Map.of("sale", set(false)), "app");
        choose(set(false), Map.of(), "app");
        choose(set(true), Map.of(), "app");
        assertThat(decide("sale")).isEqualTo(suppressed(SuppressReason.OPTED_OUT));
        assertThat(decide("club")).isInstanceOf(Admitted.class);
    }

    @Test
    void a_word_for_all_that_is_promotional_says_nothing_of_another_class() throws Exception {
        choose(keep(), Map.of("digest", set(true)), "app");
        choose(set(false), Map.of(), "app");
        assertThat(decide("digest")).isInstanceOf(Admitted.class);
        choose(set(true), Map.of("digest", new Change.Remove<>()), "app");
        assertThat(decide("digest")).isEqualTo(suppressed(SuppressReason.NOT_OPTED_IN));
        choose(set(false), Map.of(), "app");
        choose(keep(), Map.of("digest", set(true)), Users.IMPORT);
        assertThat(decide("digest")).isInstanceOf(Admitted.class);
    }

    @Test
    void an_import_opens_nothing_that_the_user_refused() throws Exception {
        choose(set(false), Map.of(), "app");
        choose(set(true), Map.of("club", set(true)), Users.IMPORT);
        assertThat(decide("club")).isEqualTo(suppressed(SuppressReason.OPTED_OUT));
        choose(new Change.Remove<>(), Map.of("sale", set(false)), "app");
        choose(set(true), Map.of("sale", set(true)), Users.IMPORT);
        assertThat(decide("sale")).isEqualTo(suppressed(SuppressReason.OPTED_OUT));
        assertThat(decide("club")).isInstanceOf(Admitted.class);
    }

    @Test
    void an_import_may_say_that_all_is_off_but_this() throws Exception {
        for (int times = 0; times < 2; times++) choose(set(false), Map.of("club", set(true)), Users.IMPORT);
        assertThat(decide("club")).isInstanceOf(Admitted.class);
        assertThat(decide("sale")).isEqualTo(suppressed(SuppressReason.OPTED_OUT));
    }

    @Test
    void a_user_may_lower_a_cap_for_itself() throws Exception {
        var lower = new PreferencesPatch(
                new Change.Keep<>(), Map.of(), Map.of("day", new Change.Set<>(1)), OTHER_CLASSES, "shop", "app");
        users.patchPreferences("u", lower);
        assertThat(decide("sale")).isInstanceOf(Admitted.class);
        assertThat(decide("sale")).isInstanceOf(Suppressed.class);
    }

    @Test
    void quiet_hours_are_the_users_own_in_the_zone_of_its_device_until_it_names_one() throws Exception {
        device(Permission.AUTHORIZED, ZoneId.of("Asia/Kathmandu")); // 17:45 there at noon
        profile(null, new QuietHours.Daily(LocalWindow.parse("17:00-18:00")), null);
        assertThat(decide("sale")).isEqualTo(deferredUntil("2026-11-22T12:15:00Z"));
        profile(ZoneId.of("UTC"), new QuietHours.Daily(LocalWindow.parse("17:00-18:00")), null);
        assertThat(decide("sale")).isInstanceOf(Admitted.class);
        profile(null, new QuietHours.None(), null);
        assertThat(decide("sale")).isInstanceOf(Admitted.class);
    }

    @Test
    void a_muted_user_is_left_alone() throws Exception {
        profile(null, null, NOON.plusSeconds(1));
        assertThat(decide("sale")).isEqualTo(suppressed(SuppressReason.MUTED));
        now += 1000;
        assertThat(decide("sale")).isInstanceOf(Admitted.class);
    }

    @Test
    void nobody_is_known_after_an_erasure() throws Exception {
        users.erase("u");
        assertThat(decide("sale")).isEqualTo(suppressed(SuppressReason.UNKNOWN_USER));
    }

    private static Decision decide(String category) throws Exception {
        var request = sends.request("u", category, Moment.Absolute.UNSAID, List.of(), null);
        return sends.admit(request, policy).decision();
    }

    private static Decision suppressed(SuppressReason reason) {
        return new Suppressed(reason, null);
    }

    private static Decision deferredUntil(String instant) {
        return new Deferred(DeferReason.QUIET_HOURS, Instant.parse(instant), NOON.plus(Duration.ofDays(1)), null);
    }

    private static void device(Permission permission, ZoneId zone) throws Exception {
        users.putDevice("u", new Device("d", "shop", "t", permission, NOON, zone, null));
    }

    private static void profile(ZoneId zone, QuietHours quietHours, Instant mutedUntil) throws Exception {
        users.putProfile("u", new Profile(zone, null, quietHours, null, mutedUntil));
    }

    private static void choose(Change<Boolean> promotional, Map<String, Change<Boolean>> categories, String source)
            throws Exception {
        now += 1000;
        users.patchPreferences(
                "u", new PreferencesPatch(promotional, categories, Map.of(), OTHER_CLASSES, "shop", source));
    }
}
