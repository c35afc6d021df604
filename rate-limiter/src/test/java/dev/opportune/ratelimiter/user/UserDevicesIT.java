package dev.opportune.ratelimiter.user;

import static dev.opportune.ratelimiter.fixture.Said.NOTHING;
import static dev.opportune.ratelimiter.fixture.Said.UNSAID;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Device;
import dev.opportune.ratelimiter.User.Permission;
import dev.opportune.ratelimiter.fixture.AwaitedUsers;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.user.Users.DeviceAnswer;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Devices of users, operation by operation, on a real Redis with a moved clock. Who owns a device token that two users
/// register is in `OneOwnerIT`.
class UserDevicesIT {

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
    void a_device_makes_its_user_and_is_registered_at_redis_time() throws Exception {
        var answer = users.putDevice("u", device("d", "t", ZoneId.of("Asia/Tokyo")));
        var stored = new Device("d", "shop", "t", Permission.AUTHORIZED, NOON, ZoneId.of("Asia/Tokyo"), null);
        assertThat(answer).isEqualTo(new DeviceAnswer.Stored(stored, true));
        assertThat(users.known("u")).isEqualTo(new User(NOTHING, List.of(stored), UNSAID));
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
        for (int i = 0; i < Users.MAX_DEVICES; i++) putDevice("d" + i, "t" + i, null);
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
        assertThat(users.known("u")).isEqualTo(new User(NOTHING, List.of(), UNSAID));
    }

    @Test
    void a_registration_that_is_refused_for_too_many_devices_takes_the_device_token_from_nobody() throws Exception {
        for (int i = 0; i < Users.MAX_DEVICES; i++) putDevice("d" + i, "t" + i, null);
        users.putDevice("v", device("phone", "shared", null));
        assertThat(users.putDevice("u", device("one-more", "shared", null))).isEqualTo(new DeviceAnswer.TooMany(20));
        assertThat(users.known("v").devices()).hasSize(1);
        assertThat(users.deleteDevice("u", "d0")).isTrue();
        assertThat(users.putDevice("u", device("one-more", "shared", null))).isInstanceOf(DeviceAnswer.Stored.class);
        assertThat(users.known("v").devices()).isEmpty();
    }

    @Test
    void without_a_test_clock_redis_tells_the_time() throws Exception {
        now = 0;
        var before = Instant.now();
        assertThat(putDevice("d", "t", null).registeredAt()).isBetween(before.minusSeconds(5), before.plusSeconds(60));
    }

    @CanIgnoreReturnValue
    private static Device putDevice(String id, String token, ZoneId zone) throws Exception {
        return ((DeviceAnswer.Stored) users.putDevice("u", device(id, token, zone))).device();
    }

    private static List<Device> devices() {
        try {
            return users.known("u").devices();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Device device(String id, String token, ZoneId zone) {
        return new Device(id, "shop", token, Permission.AUTHORIZED, Instant.EPOCH, zone, null);
    }
}
