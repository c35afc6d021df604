package dev.opportune.ratelimiter.user;

import static dev.opportune.ratelimiter.fixture.Said.NOTHING;
import static dev.opportune.ratelimiter.fixture.Said.UNSAID;
import static dev.opportune.ratelimiter.fixture.Said.category;
import static dev.opportune.ratelimiter.fixture.Said.keep;
import static dev.opportune.ratelimiter.fixture.Said.promotional;
import static dev.opportune.ratelimiter.fixture.Said.remove;
import static dev.opportune.ratelimiter.fixture.Said.set;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.ratelimiter.LocalWindow;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Device;
import dev.opportune.ratelimiter.User.Permission;
import dev.opportune.ratelimiter.User.Profile;
import dev.opportune.ratelimiter.User.QuietHours;
import dev.opportune.ratelimiter.fixture.AwaitedUsers;
import dev.opportune.ratelimiter.fixture.GeneratedUsers;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.user.Users.DeviceAnswer;
import dev.opportune.ratelimiter.user.Users.ProfileAnswer;
import dev.opportune.ratelimiter.user.Users.ProfilePatch;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Profiles, and users as a whole, operation by operation, on a real Redis with a moved clock.
class RedisUsersIT {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static long now;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedUsers users = redis.users(() -> now);

    @BeforeEach
    void noon() {
        now = NOON.toEpochMilli();
    }

    @Test
    void an_unknown_user_is_not_found() throws Exception {
        assertThat(users.find("u")).isEmpty();
    }

    @Test
    void any_profile_is_found_as_it_was_put() throws Exception {
        var generated = new GeneratedUsers(1);
        for (int i = 0; i < 200; i++) {
            var user = new User(generated.profile(), List.of(), UNSAID);
            assertThat(users.putProfile("u", user.profile())).isEqualTo(new ProfileAnswer.Stored(user));
            assertThat(users.find("u")).contains(user);
        }
    }

    @Test
    void an_empty_profile_makes_a_user() throws Exception {
        var user = new User(NOTHING, List.of(), UNSAID);
        assertThat(users.putProfile("u", NOTHING)).isEqualTo(new ProfileAnswer.Stored(user));
        assertThat(users.find("u")).contains(user);
    }

    @Test
    void a_user_is_known_by_any_text() throws Exception {
        for (var id : List.of("ü-😀", "a b", "{1}:u:x", "%00", "*")) {
            assertThat(users.putProfile(id, locale(id))).isInstanceOf(ProfileAnswer.Stored.class);
        }
        assertThat(users.known("ü-😀").profile().locale()).isEqualTo("ü-😀");
    }

    @Test
    void putting_a_profile_leaves_devices_and_preferences() throws Exception {
        var device = putDevice("d", "t", null);
        users.patchPreferences("u", promotional(set(false)));
        users.putProfile("u", locale("de"));
        assertThat(users.known("u").devices()).containsExactly(device);
        assertThat(users.known("u").preferences().promotional()).isNotNull();
        assertThat(users.known("u").profile().locale()).isEqualTo("de");
    }

    @Test
    void a_patch_keeps_removes_and_sets() throws Exception {
        var whole = new Profile(
                ZoneId.of("Europe/Berlin"), "de", new QuietHours.Daily(LocalWindow.parse("22:00-24:00")), "{}", NOON);
        users.putProfile("u", whole);
        var patch = new ProfilePatch(set(ZoneId.of("UTC")), keep(), remove(), keep(), remove());
        assertThat(users.patchProfile("u", patch))
                .isEqualTo(new ProfileAnswer.Stored(
                        new User(new Profile(ZoneId.of("UTC"), "de", null, "{}", null), List.of(), UNSAID)));
        var none = new ProfilePatch(keep(), remove(), set(new QuietHours.None()), remove(), set(NOON));
        assertThat(users.patchProfile("u", none))
                .isEqualTo(new ProfileAnswer.Stored(new User(
                        new Profile(ZoneId.of("UTC"), null, new QuietHours.None(), null, NOON), List.of(), UNSAID)));
    }

    @Test
    void attributes_are_merged_and_a_user_is_made_for_them() throws Exception {
        assertThat(attributesAfter("{\"a\":{\"b\":1,\"c\":[]}}")).isEqualTo("{\"a\":{\"b\":1,\"c\":[]}}");
        assertThat(attributesAfter("{\"a\":{\"b\":null},\"n\":123456789012345678901}"))
                .isEqualTo("{\"a\":{\"c\":[]},\"n\":123456789012345678901}");
    }

    @Test
    void attributes_that_would_be_too_large_change_nothing() throws Exception {
        var most = "{\"a\":\"" + "x".repeat(Users.MAX_ATTRIBUTES_BYTES - 8) + "\"}";
        assertThat(attributesAfter(most)).isEqualTo(most);
        assertThat(users.patchProfile("u", attributes("{\"b\":1}")))
                .isEqualTo(new ProfileAnswer.AttributesTooLarge(2054, 2048));
        assertThat(users.putProfile("v", new Profile(null, null, null, most + " ", null)))
                .isEqualTo(new ProfileAnswer.AttributesTooLarge(2049, 2048));
        assertThat(users.known("u").profile().attributesJson()).isEqualTo(most);
        assertThat(users.find("v")).isEmpty();
    }

    @Test
    void concurrent_patches_of_attributes_lose_no_change() throws Exception {
        var _ = redis.onLane(() -> {
            var all = new ArrayList<Future<ProfileAnswer>>();
            for (int i = 0; i < 40; i++) all.add(persistent("{\"k" + i + "\":" + i + "}"));
            return Future.all(all);
        });
        var merged = users.known("u").profile().attributesJson();
        for (int i = 0; i < 40; i++) assertThat(merged).contains("\"k" + i + "\":" + i);
    }

    @Test
    void concurrent_changes_of_all_kinds_lose_none() throws Exception {
        var _ = redis.onLane(() -> {
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < 20; i++) {
                all.add(users.users().putDevice("u", device("d" + i, "t" + i, null)));
                all.add(users.users().patchPreferences("u", category("c" + i, set(true))));
                all.add(users.users()
                        .patchProfile("u", new ProfilePatch(keep(), set("l" + i), keep(), keep(), keep())));
                all.add(persistent("{\"k" + i + "\":" + i + "}"));
            }
            return Future.all(all);
        });
        var user = users.known("u");
        assertThat(user.devices()).hasSize(20);
        assertThat(user.preferences().categories()).hasSize(20);
        assertThat(user.profile().locale()).isEqualTo("l19");
        assertThat(user.profile().attributesJson()).contains("\"k0\":0", "\"k19\":19");
    }

    private static Future<ProfileAnswer> persistent(String attributes) {
        return users.users()
                .patchProfile("u", attributes(attributes))
                .recover(failure -> failure instanceof StorageUnavailableException lost && !lost.mayHaveRun()
                        ? persistent(attributes)
                        : Future.failedFuture(failure));
    }

    private static String attributesAfter(String patch) throws Exception {
        var answer = users.patchProfile("u", attributes(patch));
        return ((ProfileAnswer.Stored) answer).user().profile().attributesJson();
    }

    @CanIgnoreReturnValue
    private static Device putDevice(String id, String token, ZoneId zone) throws Exception {
        return ((DeviceAnswer.Stored) users.putDevice("u", device(id, token, zone))).device();
    }

    private static Device device(String id, String token, ZoneId zone) {
        return new Device(id, "shop", token, Permission.AUTHORIZED, Instant.EPOCH, zone, null);
    }

    private static Profile locale(String locale) {
        return new Profile(null, locale, null, null, null);
    }

    private static ProfilePatch attributes(String patch) {
        return new ProfilePatch(keep(), keep(), keep(), set(patch), keep());
    }
}
