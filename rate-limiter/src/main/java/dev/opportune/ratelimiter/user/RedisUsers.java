package dev.opportune.ratelimiter.user;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Device;
import dev.opportune.ratelimiter.device.DeviceTokens;
import dev.opportune.ratelimiter.device.DeviceTokens.Left;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.ScriptReply;
import dev.opportune.ratelimiter.redis.Storage;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Users in Redis: each change is one run of a script, `profile.lua` or `preferences.lua`, but for devices, which
/// [Registrations] moves with `device.lua`; an erasure is one run or a few of `erase.lua`. Confined to the lane's event
/// loop.
public final class RedisUsers implements Users {

    /// How often a merge of attributes is tried when others change them meanwhile.
    static final int MAX_MERGES = 10;

    /// How often a device is deleted that is registered again meanwhile.
    static final int MAX_DELETIONS = 10;

    private final Storage redis;
    private final Supplier<String> settings;
    private final @Nullable KeptRefusals refusals;

    /// null: it is not heard of.
    private final @Nullable TurningAway turningAway;

    private final Erasure erasure;
    private final Registrations registrations;
    private final DeviceTokens index;
    private final Exports exports;

    /// Users by way of a lane's connection.
    ///
    /// @param receiptRetention how long the receipts of sends that an erasure cancels are kept
    /// @param events which are kept of that
    /// @param settings the marks of the settings that the apps have now, one after another
    /// @param refusals what keeps them beyond erasures; null: none are kept
    public RedisUsers(
            Storage redis,
            Duration receiptRetention,
            EventRetention events,
            Supplier<String> settings,
            @Nullable KeptRefusals refusals) {
        this(redis, new Erasure(redis, receiptRetention, events, refusals, false), settings, refusals, null);
    }

    /// Users of whom it is measured what becomes of sends; the rest as above.
    ///
    /// @param feed whether events tell that a user turned away
    public static RedisUsers measured(
            Storage redis,
            Duration receiptRetention,
            EventRetention events,
            Supplier<String> settings,
            @Nullable KeptRefusals refusals,
            boolean feed) {
        var erasure = new Erasure(redis, receiptRetention, events, refusals, true);
        return new RedisUsers(redis, erasure, settings, refusals, new TurningAway(feed ? events : null));
    }

    private RedisUsers(
            Storage redis,
            Erasure erasure,
            Supplier<String> settings,
            @Nullable KeptRefusals refusals,
            @Nullable TurningAway turningAway) {
        this.redis = redis;
        this.settings = settings;
        this.refusals = refusals;
        this.turningAway = turningAway;
        this.erasure = erasure;
        this.registrations = new Registrations(redis, settings, turningAway);
        this.index = new DeviceTokens(redis);
        this.exports = new Exports(redis, settings);
    }

    /// The same users for an import: what it changes was not done by the user, and never counts as turning away.
    public RedisUsers forImports() {
        return turningAway == null ? this : new RedisUsers(redis, erasure, settings, refusals, null);
    }

    /// Of apps without settings, and keeping no refusals beyond erasures.
    public RedisUsers(Storage redis, Duration receiptRetention, EventRetention events) {
        this(redis, receiptRetention, events, () -> "", null);
    }

    @Override
    public Future<Optional<User>> find(String user) {
        return packed(user).map(packed -> packed.map(this::read));
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

    /// What is read first leaves the index also when a reply was lost and the repeat found nothing any more.
    @Override
    public Future<Boolean> erase(String user) {
        return find(user)
                .compose(known -> erasure.erase(user).compose(erased -> {
                    var left = new HashSet<>(erased.left());
                    known.ifPresent(it -> it.devices().forEach(d -> left.add(Left.of(d))));
                    return index.left(user, left).map(erased.found() || known.isPresent());
                }));
    }

    @Override
    public Future<DeviceAnswer> putDevice(String user, Device device) {
        return registrations.register(user, device);
    }

    @Override
    public Future<Boolean> deleteDevice(String user, String deviceId) {
        return deleteDevice(user, deviceId, 1);
    }

    private Future<Boolean> deleteDevice(String user, String deviceId, int attempt) {
        return find(user).compose(known -> {
            var device = known.stream()
                    .flatMap(it -> it.devices().stream())
                    .filter(it -> it.deviceId().equals(deviceId))
                    .findFirst();
            if (device.isEmpty()) return Future.succeededFuture(false);
            return registrations.withdraw(user, device.get()).compose(gone -> {
                if (gone) return Future.succeededFuture(true);
                if (attempt < MAX_DELETIONS) return deleteDevice(user, deviceId, attempt + 1);
                return Future.failedFuture(new StorageUnavailableException(
                        "the device was registered again in each of " + MAX_DELETIONS + " deletions", true));
            });
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

    @Override
    public Future<List<PreferenceChange>> history(String user) {
        return exports.history(user);
    }

    @Override
    public Future<Optional<Reported>> reported(String user, String sendId) {
        return exports.reported(user, sendId);
    }

    @Override
    public boolean keepsRefusals() {
        return refusals != null;
    }

    @Override
    public Future<Optional<UserExport>> export(String user) {
        return exports.export(user);
    }

    private Future<ProfileAnswer> profile(String user, ProfileChange change) {
        return run(user, change.packed(redis.testNow())).map(this::profileStored);
    }

    /// Merges into the attributes that are known, and again into others when those are there by now.
    private Future<ProfileAnswer> merge(
            String user, ProfilePatch patch, String attributesPatch, Optional<byte[]> known, int attempt) {
        var before =
                known.map(this::read).map(u -> u.profile().attributesJson()).orElse(null);
        var merged = MergePatch.apply(before, attributesPatch);
        if (bytes(merged) > MAX_ATTRIBUTES_BYTES) return tooLarge(merged);
        var change = ProfileChange.merging(patch);
        change.attributes(merged);
        return run(user, change.packedIf(before, redis.testNow())).compose(reply -> {
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
        return redis.run(
                        Script.PREFERENCES,
                        preferencesKeys(user),
                        PreferencesOperation.pack(patch, all, refusals != null, redis.testNow()),
                        TurningAway.told(turningAway, user))
                .map(reply -> {
                    var word = ScriptReply.word(reply);
                    return switch (word) {
                        case "stored" ->
                            new PreferencesAnswer.Stored(
                                    read(ScriptReply.bytes(reply, 2)).preferences());
                        case "too_many" -> new PreferencesAnswer.TooMany(ScriptReply.text(reply, 2), MAX_PREFERENCES);
                        default -> throw ScriptReply.unknown(Script.PREFERENCES, word);
                    };
                });
    }

    private byte[][] preferencesKeys(String user) {
        var keys = redis.keys();
        int p = keys.partitionOf(user);
        var person = keys.user(p, user);
        var refused = refusals == null ? person : keys.refusals(p, refusals.digest(user));
        return turningAway == null
                ? new byte[][] {person, keys.history(p, user), refused}
                : new byte[][] {person, keys.history(p, user), refused, keys.batch(p), keys.events(p)};
    }

    private Future<Optional<byte[]>> packed(String user) {
        return redis.plain().get(key(user)).map(Person::packedUser);
    }

    private Future<List<Object>> run(String user, byte[] argument) {
        var keys = redis.keys().ofProfile(user, turningAway != null);
        return redis.run(Script.PROFILE, keys, argument, TurningAway.told(turningAway, user));
    }

    private byte[] key(String user) {
        var keys = redis.keys();
        return keys.user(keys.partitionOf(user), user);
    }

    private ProfileAnswer profileStored(List<Object> reply) {
        var word = ScriptReply.word(reply);
        if (!word.equals("stored")) throw ScriptReply.unknown(Script.PROFILE, word);
        return new ProfileAnswer.Stored(read(ScriptReply.bytes(reply, 2)));
    }

    private User read(byte[] packed) {
        return UserCodec.read(packed, settings.get());
    }

    private static Future<ProfileAnswer> tooLarge(String attributes) {
        return Future.succeededFuture(new ProfileAnswer.AttributesTooLarge(bytes(attributes), MAX_ATTRIBUTES_BYTES));
    }

    private static int bytes(String text) {
        return text.getBytes(UTF_8).length;
    }
}
