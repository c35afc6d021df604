package dev.opportune.ratelimiter.redis;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.redis.Users.DeviceAnswer;
import dev.opportune.ratelimiter.redis.Users.PreferencesAnswer;
import dev.opportune.ratelimiter.redis.Users.PreferencesPatch;
import dev.opportune.ratelimiter.redis.Users.ProfileAnswer;
import dev.opportune.ratelimiter.redis.Users.ProfilePatch;
import java.util.List;
import java.util.Optional;

/// Users for a test that does one thing after the other: each call runs on the lane's thread and is waited for.
record AwaitedUsers(RedisFixture redis, Users users) {

    Optional<User> find(String user) throws Exception {
        return redis.onLane(() -> users.find(user));
    }

    /// One that is known.
    User known(String user) throws Exception {
        return find(user).orElseThrow();
    }

    @CanIgnoreReturnValue
    ProfileAnswer putProfile(String user, User.Profile profile) throws Exception {
        return redis.onLane(() -> users.putProfile(user, profile));
    }

    @CanIgnoreReturnValue
    ProfileAnswer patchProfile(String user, ProfilePatch patch) throws Exception {
        return redis.onLane(() -> users.patchProfile(user, patch));
    }

    @CanIgnoreReturnValue
    boolean erase(String user) throws Exception {
        return redis.onLane(() -> users.erase(user));
    }

    @CanIgnoreReturnValue
    DeviceAnswer putDevice(String user, User.Device device) throws Exception {
        return redis.onLane(() -> users.putDevice(user, device));
    }

    @CanIgnoreReturnValue
    boolean deleteDevice(String user, String deviceId) throws Exception {
        return redis.onLane(() -> users.deleteDevice(user, deviceId));
    }

    @CanIgnoreReturnValue
    PreferencesAnswer putPreferences(String user, PreferencesPatch preferences) throws Exception {
        return redis.onLane(() -> users.putPreferences(user, preferences));
    }

    @CanIgnoreReturnValue
    PreferencesAnswer patchPreferences(String user, PreferencesPatch patch) throws Exception {
        return redis.onLane(() -> users.patchPreferences(user, patch));
    }

    List<PreferenceChange> history(String user) throws Exception {
        return redis.onLane(() -> users.history(user));
    }

    Optional<UserExport> export(String user) throws Exception {
        return redis.onLane(() -> users.export(user));
    }
}
