package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Device;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Users in Redis: each change is one run of `user.lua`, an erasure one or a few of `erase.lua`. Confined to the
/// lane's event loop.
public final class RedisUsers implements Users {

    /// How often a merge of attributes is tried when others change them meanwhile.
    static final int MAX_MERGES = 10;

    private final RedisLane redis;
    private final LongSupplier testClock;
    private final Erasure erasure;

    /// Users by way of a lane's connection.
    ///
    /// @param receiptRetention how long the receipts of sends that an erasure cancels are kept
    public RedisUsers(RedisLane redis, Duration receiptRetention) {
        this(redis, receiptRetention, () -> 0);
    }

    /// As above, by a test's clock.
    ///
    /// @param testClock milliseconds since 1970; 0: Redis' own time
    RedisUsers(RedisLane redis, Duration receiptRetention, LongSupplier testClock) {
        this.redis = redis;
        this.testClock = testClock;
        this.erasure = new Erasure(redis, receiptRetention, testClock);
    }

    @Override
    public Future<Optional<User>> find(String user) {
        return packed(user).map(packed -> packed.map(UserCodec::read));
    }

    @Override
    public Future<ProfileAnswer> putProfile(String user, User.Profile profile) {
        var attributes = profile.attributesJson();
        if (attributes != null && bytes(attributes) > MAX_ATTRIBUTES_BYTES) return tooLarge(attributes);
        return profile(user, ProfileChange.replacing(profile));
    }

    @Override
    public Future<ProfileAnswer> patchProfile(String user, ProfilePatch patch) {
        var change = ProfileChange.merging(patch);
        return switch (patch.attributesPatchJson()) {
            case Change.Keep<String> _ -> profile(user, change);
            case Change.Remove<String> _ -> {
                change.attributes(null);
                yield profile(user, change);
            }
            case Change.Set<String>(var json) -> packed(user).compose(known -> merge(user, patch, json, known, 1));
        };
    }

    @Override
    public Future<Boolean> erase(String user) {
        return erasure.erase(user);
    }

    @Override
    public Future<DeviceAnswer> putDevice(String user, Device device) {
        return change(user, UserOperations.putDevice(device, testClock.getAsLong()))
                .map(reply -> {
                    var word = ScriptReply.word(reply);
                    var registered = registeredAt(device, Instant.ofEpochMilli(ScriptReply.now(reply)));
                    return switch (word) {
                        case "created" -> new DeviceAnswer.Stored(registered, true);
                        case "replaced" -> new DeviceAnswer.Stored(registered, false);
                        case "too_many" -> new DeviceAnswer.TooMany(MAX_DEVICES);
                        default -> throw ScriptReply.unknown(Script.USER, word);
                    };
                });
    }

    @Override
    public Future<Boolean> deleteDevice(String user, String deviceId) {
        return change(user, UserOperations.deleteDevice(deviceId, testClock.getAsLong()))
                .map(reply -> {
                    var word = ScriptReply.word(reply);
                    return switch (word) {
                        case "deleted" -> true;
                        case "unknown" -> false;
                        default -> throw ScriptReply.unknown(Script.USER, word);
                    };
                });
    }

    @Override
    public Future<PreferencesAnswer> putPreferences(String user, PreferencesPatch preferences) {
        return preferences(user, preferences, true);
    }

    @Override
    public Future<PreferencesAnswer> patchPreferences(String user, PreferencesPatch patch) {
        return preferences(user, patch, false);
    }

    private Future<ProfileAnswer> profile(String user, ProfileChange change) {
        return change(user, change.packed(testClock.getAsLong())).map(RedisUsers::profileStored);
    }

    /// Merges into the attributes that are known, and again into others when those are there by now.
    private Future<ProfileAnswer> merge(
            String user, ProfilePatch patch, String attributesPatch, Optional<byte[]> known, int attempt) {
        var before = known.map(UserCodec::read)
                .map(u -> u.profile().attributesJson())
                .orElse(null);
        var merged = MergePatch.apply(before, attributesPatch);
        if (bytes(merged) > MAX_ATTRIBUTES_BYTES) return tooLarge(merged);
        var change = ProfileChange.merging(patch);
        change.attributes(merged);
        return change(user, change.packedIf(before, testClock.getAsLong())).compose(reply -> {
            if (!ScriptReply.word(reply).equals("changed")) return Future.succeededFuture(profileStored(reply));
            if (attempt == MAX_MERGES) {
                return Future.failedFuture(new StorageUnavailableException(
                        "the attributes changed under each of " + MAX_MERGES + " merges", false));
            }
            var present = ScriptReply.bytes(reply, 2);
            return merge(
                    user,
                    patch,
                    attributesPatch,
                    present.length == 0 ? Optional.empty() : Optional.of(present),
                    attempt + 1);
        });
    }

    private Future<PreferencesAnswer> preferences(String user, PreferencesPatch patch, boolean all) {
        return change(user, UserOperations.preferences(patch, all, testClock.getAsLong()))
                .map(reply -> {
                    var word = ScriptReply.word(reply);
                    return switch (word) {
                        case "stored" ->
                            new PreferencesAnswer.Stored(
                                    UserCodec.read(ScriptReply.bytes(reply, 2)).preferences());
                        case "too_many" -> new PreferencesAnswer.TooMany(ScriptReply.text(reply, 2), MAX_PREFERENCES);
                        default -> throw ScriptReply.unknown(Script.USER, word);
                    };
                });
    }

    private Future<Optional<byte[]>> packed(String user) {
        return redis.call(c -> c.get(key(user))).map(Optional::ofNullable);
    }

    private Future<List<Object>> change(String user, byte[] argument) {
        return redis.run(Script.USER, new byte[][] {key(user)}, argument);
    }

    private byte[] key(String user) {
        var keys = redis.keys();
        return keys.user(keys.partitionOf(user), user);
    }

    private static ProfileAnswer profileStored(List<Object> reply) {
        var word = ScriptReply.word(reply);
        if (!word.equals("stored")) throw ScriptReply.unknown(Script.USER, word);
        return new ProfileAnswer.Stored(UserCodec.read(ScriptReply.bytes(reply, 2)));
    }

    private static Future<ProfileAnswer> tooLarge(String attributes) {
        return Future.succeededFuture(new ProfileAnswer.AttributesTooLarge(bytes(attributes), MAX_ATTRIBUTES_BYTES));
    }

    private static int bytes(String text) {
        return text.getBytes(UTF_8).length;
    }

    private static Device registeredAt(Device device, Instant at) {
        return new Device(
                device.deviceId(),
                device.app(),
                device.deviceToken(),
                device.permission(),
                at,
                device.timezone(),
                null);
    }
}
