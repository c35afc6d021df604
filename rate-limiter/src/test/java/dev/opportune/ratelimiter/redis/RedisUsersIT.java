package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.ratelimiter.LocalWindow;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Choice;
import dev.opportune.ratelimiter.User.Device;
import dev.opportune.ratelimiter.User.Permission;
import dev.opportune.ratelimiter.User.Preferences;
import dev.opportune.ratelimiter.User.Profile;
import dev.opportune.ratelimiter.User.QuietHours;
import dev.opportune.ratelimiter.redis.PreferenceChange.Of;
import dev.opportune.ratelimiter.redis.Users.Change;
import dev.opportune.ratelimiter.redis.Users.DeviceAnswer;
import dev.opportune.ratelimiter.redis.Users.PreferencesAnswer;
import dev.opportune.ratelimiter.redis.Users.PreferencesPatch;
import dev.opportune.ratelimiter.redis.Users.ProfileAnswer;
import dev.opportune.ratelimiter.redis.Users.ProfilePatch;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Users, operation by operation, on a real Redis with a moved clock.
class RedisUsersIT {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Profile NOTHING = new Profile(null, null, null, null, null);
    private static final Preferences UNSAID = new Preferences(null, Map.of(), Map.of());

    private static RedisFixture redis;
    private static RedisUsers laneUsers;
    private static AwaitedUsers users;
    private static long now;

    @BeforeAll
    static void start() throws Exception {
        redis = new RedisFixture();
        laneUsers = new RedisUsers(redis.lane, Duration.ofHours(1), EventRetention.DEFAULT, () -> now);
        users = new AwaitedUsers(redis, laneUsers);
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
    }

    @BeforeEach
    void clean() throws Exception {
        redis.flush();
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
        assertThat(find("ü-😀").profile().locale()).isEqualTo("ü-😀");
    }

    @Test
    void putting_a_profile_leaves_devices_and_preferences() throws Exception {
        var device = putDevice("d", "t", null);
        users.patchPreferences("u", promotional(set(false)));
        users.putProfile("u", locale("de"));
        assertThat(find("u").devices()).containsExactly(device);
        assertThat(find("u").preferences().promotional()).isNotNull();
        assertThat(find("u").profile().locale()).isEqualTo("de");
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
        assertThat(find("u").profile().attributesJson()).isEqualTo(most);
        assertThat(users.find("v")).isEmpty();
    }

    @Test
    void concurrent_patches_of_attributes_lose_no_change() throws Exception {
        var _ = redis.onLane(() -> {
            var all = new ArrayList<Future<ProfileAnswer>>();
            for (int i = 0; i < 40; i++) all.add(persistent("{\"k" + i + "\":" + i + "}"));
            return Future.all(all);
        });
        var merged = find("u").profile().attributesJson();
        for (int i = 0; i < 40; i++) assertThat(merged).contains("\"k" + i + "\":" + i);
    }

    @Test
    void concurrent_changes_of_all_kinds_lose_none() throws Exception {
        var _ = redis.onLane(() -> {
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < 20; i++) {
                all.add(laneUsers.putDevice("u", device("d" + i, "t" + i, null)));
                all.add(laneUsers.patchPreferences("u", category("c" + i, set(true))));
                all.add(laneUsers.patchProfile("u", new ProfilePatch(keep(), set("l" + i), keep(), keep(), keep())));
                all.add(persistent("{\"k" + i + "\":" + i + "}"));
            }
            return Future.all(all);
        });
        var user = find("u");
        assertThat(user.devices()).hasSize(20);
        assertThat(user.preferences().categories()).hasSize(20);
        assertThat(user.profile().locale()).isEqualTo("l19");
        assertThat(user.profile().attributesJson()).contains("\"k0\":0", "\"k19\":19");
    }

    @Test
    void a_device_makes_its_user_and_is_registered_at_redis_time() throws Exception {
        var answer = users.putDevice("u", device("d", "t", ZoneId.of("Asia/Tokyo")));
        var stored = new Device("d", "shop", "t", Permission.AUTHORIZED, NOON, ZoneId.of("Asia/Tokyo"), null);
        assertThat(answer).isEqualTo(new DeviceAnswer.Stored(stored, true));
        assertThat(find("u")).isEqualTo(new User(NOTHING, List.of(stored), UNSAID));
    }

    @Test
    void a_device_that_is_put_again_is_replaced_in_its_place() throws Exception {
        putDevice("a", "1", null);
        var b = putDevice("b", "2", null);
        now += 1000;
        var answer = users.putDevice("u", device("a", "3", null));
        assertThat(answer).isInstanceOfSatisfying(DeviceAnswer.Stored.class, stored -> {
            assertThat(stored.created()).isFalse();
            assertThat(stored.device().registeredAt()).isEqualTo(NOON.plusSeconds(1));
            assertThat(devices()).containsExactly(stored.device(), b);
        });
    }

    @Test
    void a_device_token_is_kept_once_by_a_user() throws Exception {
        putDevice("old", "t", null);
        var fresh = putDevice("new", "t", null);
        assertThat(devices()).containsExactly(fresh);
    }

    @Test
    void a_device_over_the_limit_changes_nothing() throws Exception {
        for (int i = 0; i < Users.MAX_DEVICES; i++) {
            putDevice("d" + i, "t" + i, null);
        }
        assertThat(users.putDevice("u", device("one-more", "t", null))).isEqualTo(new DeviceAnswer.TooMany(20));
        assertThat(users.putDevice("u", device("d3", "t", null))).isInstanceOf(DeviceAnswer.Stored.class);
        assertThat(devices()).hasSize(20);
    }

    @Test
    void a_device_is_deleted_once_and_no_user_is_made_by_it() throws Exception {
        assertThat(users.deleteDevice("u", "d")).isFalse();
        assertThat(users.find("u")).isEmpty();
        putDevice("d", "t", null);
        var e = putDevice("e", "u", null);
        assertThat(users.deleteDevice("u", "d")).isTrue();
        assertThat(users.deleteDevice("u", "d")).isFalse();
        assertThat(devices()).containsExactly(e);
        assertThat(users.deleteDevice("u", "e")).isTrue();
        assertThat(find("u")).isEqualTo(new User(NOTHING, List.of(), UNSAID));
    }

    @Test
    void a_choice_keeps_when_by_whom_and_from_where() throws Exception {
        var answer = users.patchPreferences("u", category("sale", set(true)));
        var choice = new Choice(true, NOON, "shop", "app");
        assertThat(answer)
                .isEqualTo(new PreferencesAnswer.Stored(new Preferences(null, Map.of("sale", choice), Map.of())));
    }

    @Test
    void a_choice_that_does_not_change_keeps_its_time() throws Exception {
        users.patchPreferences("u", said(set(false), Map.of("sale", set(true)), Map.of(), "app"));
        now += 60_000;
        var put = said(set(false), Map.of("sale", set(false), "news", set(true)), Map.of(), "web");
        users.putPreferences("u", put);
        var preferences = find("u").preferences();
        var later = NOON.plusSeconds(60);
        assertThat(preferences.promotional()).isEqualTo(new Choice(false, NOON, "shop", "app"));
        assertThat(preferences.categories())
                .containsOnly(
                        Map.entry("sale", new Choice(false, later, "shop", "web")),
                        Map.entry("news", new Choice(true, later, "shop", "web")));
    }

    @Test
    void putting_preferences_forgets_what_is_not_set_and_patching_keeps_it() throws Exception {
        var first =
                said(set(true), Map.of("a", set(true), "b", set(true)), Map.of("day", set(1), "week", set(0)), "app");
        users.putPreferences("u", first);
        var patch = said(keep(), Map.of("a", remove(), "b", keep()), Map.of("day", remove(), "hour", set(3)), "app");
        users.patchPreferences("u", patch);
        assertThat(find("u").preferences().promotional()).isNotNull();
        assertThat(find("u").preferences().categories()).containsOnlyKeys("b");
        assertThat(find("u").preferences().caps()).isEqualTo(Map.of("week", 0, "hour", 3));
        users.putPreferences("u", said(keep(), Map.of("b", keep()), Map.of(), "app"));
        assertThat(find("u")).isEqualTo(new User(NOTHING, List.of(), UNSAID));
    }

    @Test
    void preferences_over_the_limit_change_nothing() throws Exception {
        var categories = new LinkedHashMap<String, Change<Boolean>>();
        var caps = new LinkedHashMap<String, Change<Integer>>();
        for (int i = 0; i < Users.MAX_PREFERENCES; i++) {
            categories.put("c" + i, set(true));
            caps.put("c" + i, set(1));
        }
        users.patchPreferences("u", said(keep(), categories, caps, "app"));
        var before = find("u");
        assertThat(before.preferences().categories()).hasSize(200);
        assertThat(users.patchPreferences("u", category("more", set(true))))
                .isEqualTo(new PreferencesAnswer.TooMany("categories", 200));
        assertThat(users.patchPreferences("u", said(keep(), Map.of(), Map.of("more", set(1)), "app")))
                .isEqualTo(new PreferencesAnswer.TooMany("caps", 200));
        assertThat(find("u")).isEqualTo(before);
    }

    @Test
    void an_import_never_overturns_or_forgets_a_refusal() throws Exception {
        users.patchPreferences("u", said(set(false), Map.of("sale", set(false)), Map.of(), "app"));
        var before = find("u");
        now += 1000;
        var grants = said(set(true), Map.of("sale", set(true)), Map.of(), Users.IMPORT);
        var forgets = said(remove(), Map.of("sale", remove()), Map.of(), Users.IMPORT);
        for (var patch : List.of(grants, forgets)) {
            users.patchPreferences("u", patch);
            users.putPreferences("u", patch);
        }
        users.putPreferences("u", said(keep(), Map.of(), Map.of(), Users.IMPORT));
        assertThat(find("u")).isEqualTo(before);
    }

    @Test
    void a_grant_from_an_import_counts_as_no_newer_than_a_refusal_that_it_could_overturn() throws Exception {
        users.patchPreferences("u", promotional(set(false)));
        users.patchPreferences("v", category("sale", set(false)));
        now += 1000;
        users.patchPreferences("u", said(keep(), Map.of("sale", set(true)), Map.of(), Users.IMPORT));
        users.patchPreferences("v", said(set(true), Map.of(), Map.of(), Users.IMPORT));
        users.patchPreferences("w", said(set(true), Map.of(), Map.of(), Users.IMPORT));
        assertThat(find("u").preferences().categories().get("sale").at()).isEqualTo(NOON);
        assertThat(find("v").preferences().promotional().at()).isEqualTo(NOON);
        assertThat(find("w").preferences().promotional().at()).isEqualTo(NOON.plusSeconds(1));
    }

    @Test
    void a_choice_said_again_after_a_contrary_one_for_the_class_is_the_later_word() throws Exception {
        for (boolean granted : List.of(true, false)) {
            now = NOON.toEpochMilli();
            users.patchPreferences("u", category("sale", set(granted)));
            now += 1000;
            users.patchPreferences("u", promotional(set(!granted)));
            now += 1000;
            users.patchPreferences("u", category("sale", set(granted)));
            assertThat(find("u").preferences().categories().get("sale").at()).isEqualTo(NOON.plusSeconds(2));
            users.erase("u");
        }
    }

    @Test
    void in_a_put_a_refusal_said_again_is_the_later_word_and_a_grant_is_not() throws Exception {
        for (boolean granted : List.of(true, false)) {
            now = NOON.toEpochMilli();
            users.patchPreferences("u", category("sale", set(granted)));
            now += 1000;
            users.patchPreferences("u", promotional(set(!granted)));
            now += 1000;
            users.putPreferences("u", said(set(!granted), Map.of("sale", set(granted)), Map.of(), "app"));
            assertThat(find("u").preferences().categories().get("sale").at())
                    .isEqualTo(granted ? NOON : NOON.plusSeconds(2));
            users.erase("u");
        }
    }

    @Test
    void a_word_for_class_and_category_said_twice_means_what_it_meant_once() throws Exception {
        for (boolean granted : List.of(true, false)) {
            var both = said(set(!granted), Map.of("sale", set(granted)), Map.of(), "app");
            users.patchPreferences("u", both);
            var once = find("u").preferences();
            now += 1000;
            users.patchPreferences("u", both);
            assertThat(find("u").preferences()).isEqualTo(once);
            users.erase("u");
        }
    }

    @Test
    void a_change_is_the_later_word_also_when_the_clock_stands_still_or_steps_back() throws Exception {
        for (long step : List.of(0L, -1000L)) {
            now = NOON.toEpochMilli();
            users.patchPreferences("u", category("sale", set(true)));
            now += step;
            users.patchPreferences("u", promotional(set(false)));
            var said = find("u").preferences();
            assertThat(said.promotional().at())
                    .isAfter(said.categories().get("sale").at());
            users.erase("u");
        }
    }

    @Test
    void each_change_of_preferences_is_kept_in_order_and_once() throws Exception {
        var first = said(set(false), Map.of("sale", set(true)), Map.of("day", set(2)), "app");
        for (int times = 0; times < 2; times++) users.patchPreferences("u", first);
        now += 1000;
        var second = said(keep(), Map.of("sale", remove()), Map.of("day", set(1)), "web");
        for (int times = 0; times < 2; times++) users.patchPreferences("u", second);
        now += 1000;
        users.putPreferences("u", said(keep(), Map.of(), Map.of(), "app"));
        assertThat(users.history("u"))
                .containsExactly(
                        change(NOON, new Of.Promotional(false), "app"),
                        change(NOON, new Of.Category("sale", true), "app"),
                        change(NOON, new Of.Cap("day", 2), "app"),
                        change(NOON.plusSeconds(1), new Of.Category("sale", null), "web"),
                        change(NOON.plusSeconds(1), new Of.Cap("day", 1), "web"),
                        change(NOON.plusSeconds(2), new Of.Promotional(null), "app"),
                        change(NOON.plusSeconds(2), new Of.Cap("day", null), "app"));
    }

    @Test
    void the_latest_changes_of_preferences_are_kept() throws Exception {
        for (int i = 0; i < Users.MAX_HISTORY + 5; i++) {
            users.patchPreferences("u", said(keep(), Map.of(), Map.of("day", set(i)), "app"));
        }
        assertThat(users.history("u")).hasSize(Users.MAX_HISTORY);
        assertThat(users.history("u").getFirst().of()).isEqualTo(new Of.Cap("day", 5));
        assertThat(users.history("u").getLast().of()).isEqualTo(new Of.Cap("day", Users.MAX_HISTORY + 4));
    }

    @Test
    void what_is_refused_or_changes_nothing_is_no_change() throws Exception {
        users.patchPreferences("u", said(set(false), Map.of(), Map.of(), "app"));
        users.patchPreferences("u", said(set(true), Map.of("sale", remove()), Map.of("day", remove()), Users.IMPORT));
        var tooMany = new LinkedHashMap<String, Change<Integer>>();
        for (int i = 0; i <= Users.MAX_PREFERENCES; i++) tooMany.put("c" + i, set(1));
        users.patchPreferences("u", said(set(true), Map.of(), tooMany, "app"));
        assertThat(users.history("u")).containsExactly(change(NOON, new Of.Promotional(false), "app"));
    }

    @Test
    void a_registration_that_is_refused_for_too_many_devices_takes_the_device_token_from_nobody() throws Exception {
        for (int i = 0; i < Users.MAX_DEVICES; i++) putDevice("d" + i, "t" + i, null);
        users.putDevice("v", device("phone", "shared", null));
        assertThat(users.putDevice("u", device("one-more", "shared", null))).isEqualTo(new DeviceAnswer.TooMany(20));
        assertThat(find("v").devices()).hasSize(1);
        assertThat(users.deleteDevice("u", "d0")).isTrue();
        assertThat(users.putDevice("u", device("one-more", "shared", null))).isInstanceOf(DeviceAnswer.Stored.class);
        assertThat(find("v").devices()).isEmpty();
    }

    private static PreferenceChange change(Instant at, Of of, String source) {
        return new PreferenceChange(at, of, "shop", source);
    }

    @Test
    void without_a_test_clock_redis_tells_the_time() throws Exception {
        now = 0;
        var before = Instant.now();
        assertThat(putDevice("d", "t", null).registeredAt()).isBetween(before.minusSeconds(5), before.plusSeconds(60));
    }

    private static Future<ProfileAnswer> persistent(String attributes) {
        return laneUsers
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

    private static List<Device> devices() {
        try {
            return find("u").devices();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static User find(String user) throws Exception {
        return users.find(user).orElseThrow();
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

    private static PreferencesPatch promotional(Change<Boolean> change) {
        return said(change, Map.of(), Map.of(), "app");
    }

    private static PreferencesPatch category(String name, Change<Boolean> change) {
        return said(keep(), Map.of(name, change), Map.of(), "app");
    }

    private static PreferencesPatch said(
            Change<Boolean> promotional,
            Map<String, Change<Boolean>> categories,
            Map<String, Change<Integer>> caps,
            String source) {
        return new PreferencesPatch(promotional, categories, caps, "shop", source);
    }

    private static <T> Change<T> keep() {
        return new Change.Keep<>();
    }

    private static <T> Change<T> remove() {
        return new Change.Remove<>();
    }

    private static <T> Change<T> set(T value) {
        return new Change.Set<>(value);
    }
}
