package dev.opportune.ratelimiter.user;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.User.Device;
import dev.opportune.ratelimiter.User.Permission;
import dev.opportune.ratelimiter.device.DeviceNews;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.AwaitedUsers;
import dev.opportune.ratelimiter.fixture.Policies;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.send.Admit.InlineDevice;
import dev.opportune.ratelimiter.user.Users.DeviceAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A full list of devices: those that can show nothing give way to a new one, on a real Redis with a moved clock.
class GivingWayIT {

    private static final Policy policy = Policies.of("""
            version: "1"
            categories: {alert: {class: critical, ttl: PT1H, quiet_hours: ignore, consent: none}}
            """);

    private static long now;

    /// The marks of the settings that the apps have.
    private static String settings;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedUsers users = redis.users(() -> now, () -> settings);
    private static final AwaitedSends sends = redis.sends("lane-1", () -> now);

    @BeforeEach
    void noon() {
        now = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();
        settings = "sandbox";
    }

    @Test
    void the_new_phone_comes_in_where_twenty_old_ones_can_show_nothing() throws Exception {
        for (int i = 0; i < Users.MAX_DEVICES; i++) put("old-" + i, "t" + i, Permission.DENIED);
        assertThat(put("new", "t", Permission.AUTHORIZED)).isInstanceOf(DeviceAnswer.Stored.class);
        assertThat(ids()).hasSize(Users.MAX_DEVICES).endsWith("new").doesNotContain("old-0");
    }

    @Test
    void the_longest_unusable_gives_way_first_be_it_denied_or_in_quarantine() throws Exception {
        for (int i = 0; i < Users.MAX_DEVICES - 2; i++) put("works-" + i, "t" + i, Permission.PROVISIONAL);
        put("turned-off", "t18", Permission.AUTHORIZED);
        put("other-app", "t19", Permission.AUTHORIZED);
        quarantine("t19");
        put("turned-off", "t18", Permission.DENIED);
        put("new", "t20", Permission.AUTHORIZED);
        assertThat(ids()).contains("turned-off", "new").doesNotContain("other-app");
        put("newer", "t21", Permission.AUTHORIZED);
        assertThat(ids()).contains("newer").doesNotContain("turned-off");
        assertThat(put("newest", "t22", Permission.AUTHORIZED)).isEqualTo(new DeviceAnswer.TooMany(20));
        assertThat(ids()).contains("new", "newer").doesNotContain("newest");
    }

    @Test
    void one_whose_quarantine_other_settings_ended_does_not_give_way() throws Exception {
        for (int i = 0; i < Users.MAX_DEVICES; i++) put("phone-" + i, "t" + i, Permission.AUTHORIZED);
        quarantine("t3", "sandbox");
        settings = "production";
        assertThat(put("new", "t20", Permission.AUTHORIZED)).isEqualTo(new DeviceAnswer.TooMany(20));
        settings = "sandbox";
        assertThat(put("new", "t21", Permission.AUTHORIZED)).isInstanceOf(DeviceAnswer.Stored.class);
        assertThat(ids()).contains("new").doesNotContain("phone-3");
    }

    @Test
    void what_gave_way_is_free_for_another_user_and_comes_back_by_registering() throws Exception {
        for (int i = 0; i < Users.MAX_DEVICES; i++) {
            put("d" + i, "t" + i, i < 2 ? Permission.DENIED : Permission.AUTHORIZED);
        }
        put("new", "t20", Permission.AUTHORIZED);
        now += 1000;
        users.putDevice("v", device("phone", "t0", Permission.AUTHORIZED));
        assertThat(users.known("v").devices()).hasSize(1);
        put("back", "t0", Permission.AUTHORIZED);
        assertThat(ids()).contains("back").doesNotContain("d0", "d1");
        assertThat(users.known("v").devices()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatever_happens_to_a_users_devices_they_are_those_of_a_plain_list(long seed) throws Exception {
        var random = new SplittableRandom(seed);
        var model = new ArrayList<Phone>();
        var occurred = new TreeMap<String, Integer>();
        for (int step = 0; step < 400; step++) {
            now += random.nextInt(3) * 500L;
            var token = "t" + random.nextInt(60);
            switch (random.nextInt(20)) {
                case 0 -> quarantine(model, token);
                case 1 -> delete(model, "d" + random.nextInt(40));
                default -> {
                    boolean denied = random.nextInt(seed % 2 == 0 ? 8 : 16) == 0;
                    var permission = denied ? Permission.DENIED : Permission.AUTHORIZED;
                    occurred.merge(put(model, "d" + random.nextInt(40), token, permission), 1, Integer::sum);
                }
            }
            assertThat(ids())
                    .as("step %s", step)
                    .isEqualTo(model.stream().map(Phone::id).toList());
        }
        assertThat(occurred).containsKeys("stored", "gave way", "too many");
    }

    /// @param unusableSince Long.MAX_VALUE: it may show
    private record Phone(String id, String token, boolean denied, long registeredAt, long unusableSince) {

        boolean mayShow() {
            return unusableSince == Long.MAX_VALUE;
        }
    }

    private static String put(List<Phone> model, String id, String token, Permission permission) throws Exception {
        var others = model.stream()
                .filter(p -> !p.id.equals(id) && !p.token.equals(token))
                .toList();
        var unusable = others.stream()
                .filter(p -> !p.mayShow())
                .sorted(Comparator.comparingLong(Phone::unusableSince).thenComparing(Phone::id))
                .toList();
        int surplus = others.size() - (Users.MAX_DEVICES - 1);
        var answer = put(id, token, permission);
        if (surplus > unusable.size()) {
            assertThat(answer).isEqualTo(new DeviceAnswer.TooMany(Users.MAX_DEVICES));
            return "too many";
        }
        long at = ((DeviceAnswer.Stored) answer).device().registeredAt().toEpochMilli();
        boolean denied = permission == Permission.DENIED;
        var phone = new Phone(id, token, denied, at, denied ? at : Long.MAX_VALUE);
        model.removeAll(unusable.subList(0, Math.max(0, surplus)));
        model.removeIf(p -> p.token.equals(token) && !p.id.equals(id));
        int place = model.stream().map(Phone::id).toList().indexOf(id);
        if (place < 0) model.add(phone);
        else model.set(place, phone);
        return surplus > 0 ? "gave way" : "stored";
    }

    private static void quarantine(List<Phone> model, String token) throws Exception {
        quarantine(token);
        model.replaceAll(p -> p.token.equals(token) && p.registeredAt <= now && p.mayShow()
                ? new Phone(p.id, p.token, p.denied, p.registeredAt, now)
                : p);
    }

    private static void delete(List<Phone> model, String id) throws Exception {
        assertThat(users.deleteDevice("u", id)).isEqualTo(model.removeIf(p -> p.id.equals(id)));
    }

    private static void quarantine(String token) throws Exception {
        quarantine(token, "");
    }

    private static void quarantine(String token, String mark) throws Exception {
        var named = List.of(new InlineDevice("app", token));
        var held = sends.admit(sends.request("u", "alert", Moment.Absolute.UNSAID, named, null), policy);
        var news = new DeviceNews("app", token, DeviceNews.Kind.QUARANTINED, "because", now, mark);
        assertThat(sends.settle(held, "u", SendState.REJECTED, news)).isTrue();
    }

    @CanIgnoreReturnValue
    private static DeviceAnswer put(String id, String token, Permission permission) throws Exception {
        now += 1;
        return users.putDevice("u", device(id, token, permission));
    }

    private static Device device(String id, String token, Permission permission) {
        return new Device(id, "app", token, permission, Instant.EPOCH, null, null);
    }

    private static List<String> ids() throws Exception {
        return users.find("u").stream()
                .flatMap(u -> u.devices().stream())
                .map(Device::deviceId)
                .toList();
    }
}
