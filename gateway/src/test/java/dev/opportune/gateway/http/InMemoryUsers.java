package dev.opportune.gateway.http;

import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.user.PreferenceChange;
import dev.opportune.ratelimiter.user.Reported;
import dev.opportune.ratelimiter.user.UserExport;
import dev.opportune.ratelimiter.user.Users;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Users without Redis: enough of their rules to see what HTTP asks for.
public final class InMemoryUsers implements Users {

    public static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private static final User NOBODY = new User(
            new User.Profile(null, null, null, null, null), List.of(), new User.Preferences(null, Map.of(), Map.of()));

    public final Map<String, User> all = new ConcurrentHashMap<>();
    /// Every user's.
    public volatile List<PreferenceChange> history = List.of();
    public volatile @Nullable Reported reported;

    public volatile RuntimeException failure;
    /// Every change waits for it.
    public volatile Future<Void> gate = Future.succeededFuture();
    /// Changes asked for.
    public final AtomicInteger asked = new AtomicInteger();

    public void reset() {
        all.clear();
        history = List.of();
        reported = null;
        failure = null;
        gate = Future.succeededFuture();
        asked.set(0);
    }

    @Override
    public Future<Optional<User>> find(String user) {
        return done(Optional.ofNullable(all.get(user)));
    }

    @Override
    public Future<ProfileAnswer> putProfile(String user, User.Profile profile) {
        var before = all.getOrDefault(user, NOBODY);
        return stored(user, new User(profile, before.devices(), before.preferences()))
                .map(ProfileAnswer.Stored::new);
    }

    @Override
    public Future<ProfileAnswer> patchProfile(String user, ProfilePatch patch) {
        var before = all.getOrDefault(user, NOBODY);
        var old = before.profile();
        var profile = new User.Profile(
                changed(old.timezone(), patch.timezone()),
                changed(old.locale(), patch.locale()),
                changed(old.quietHours(), patch.quietHours()),
                changed(old.attributesJson(), patch.attributesPatchJson()),
                changed(old.mutedUntil(), patch.mutedUntil()));
        return stored(user, new User(profile, before.devices(), before.preferences()))
                .map(ProfileAnswer.Stored::new);
    }

    @Override
    public boolean keepsRefusals() {
        return false;
    }

    @Override
    public Future<Boolean> erase(String user) {
        return done(all.remove(user) != null);
    }

    @Override
    public Future<DeviceAnswer> putDevice(String user, User.Device device) {
        var before = all.getOrDefault(user, NOBODY);
        var devices = new ArrayList<>(before.devices());
        boolean created = !devices.removeIf(it -> it.deviceId().equals(device.deviceId()));
        if (devices.size() == 2) return done(new DeviceAnswer.TooMany(2));
        var registered = new User.Device(
                device.deviceId(),
                device.app(),
                device.deviceToken(),
                device.permission(),
                NOW,
                device.timezone(),
                null);
        devices.add(registered);
        return stored(user, new User(before.profile(), devices, before.preferences()))
                .map(it -> new DeviceAnswer.Stored(registered, created));
    }

    @Override
    public Future<Boolean> deleteDevice(String user, String deviceId) {
        var before = all.getOrDefault(user, NOBODY);
        var devices = new ArrayList<>(before.devices());
        boolean existed = devices.removeIf(it -> it.deviceId().equals(deviceId));
        return stored(user, new User(before.profile(), devices, before.preferences()))
                .map(it -> existed);
    }

    @Override
    public Future<PreferencesAnswer> putPreferences(String user, PreferencesPatch preferences) {
        return patched(user, NOBODY.preferences(), preferences);
    }

    @Override
    public Future<PreferencesAnswer> patchPreferences(String user, PreferencesPatch patch) {
        return patched(user, all.getOrDefault(user, NOBODY).preferences(), patch);
    }

    @Override
    public Future<List<PreferenceChange>> history(String user) {
        return done(history);
    }

    @Override
    public Future<Optional<Reported>> reported(String user, String sendId) {
        return done(Optional.ofNullable(reported));
    }

    @Override
    public Future<Optional<UserExport>> export(String user) {
        return done(Optional.ofNullable(all.get(user))
                .map(it -> new UserExport(it, null, history, Map.of("promo-day", List.of(NOW)), List.of(), 0)));
    }

    private Future<PreferencesAnswer> patched(String user, User.Preferences old, PreferencesPatch patch) {
        var categories = new ConcurrentHashMap<>(old.categories());
        var caps = new ConcurrentHashMap<>(old.caps());
        patch.categories().forEach(into(categories, it -> choice(it, patch)));
        patch.caps().forEach(into(caps, it -> it));
        var promotional = switch (patch.promotional()) {
            case Change.Keep<Boolean>() -> old.promotional();
            case Change.Remove<Boolean>() -> null;
            case Change.Set<Boolean>(var granted) -> choice(granted, patch);
        };
        var before = all.getOrDefault(user, NOBODY);
        var measurement = switch (patch.measurement()) {
            case Change.Keep<Boolean>() -> old.measurement();
            case Change.Remove<Boolean>() -> null;
            case Change.Set<Boolean>(var granted) -> choice(granted, patch);
        };
        var preferences = new User.Preferences(promotional, categories, caps, measurement);
        return stored(user, new User(before.profile(), before.devices(), preferences))
                .map(it -> new PreferencesAnswer.Stored(preferences));
    }

    private static <T, U> BiConsumer<String, Change<T>> into(Map<String, U> map, Function<T, U> to) {
        return (name, change) -> {
            switch (change) {
                case Change.Keep<T>() -> {}
                case Change.Remove<T>() -> map.remove(name);
                case Change.Set<T>(T value) -> map.put(name, to.apply(value));
            }
        };
    }

    private static User.Choice choice(boolean granted, PreferencesPatch patch) {
        return new User.Choice(granted, NOW, patch.caller(), patch.source());
    }

    private static <T> T changed(T old, Change<T> change) {
        return switch (change) {
            case Change.Keep<T>() -> old;
            case Change.Remove<T>() -> null;
            case Change.Set<T>(T value) -> value;
        };
    }

    private Future<User> stored(String id, User user) {
        asked.incrementAndGet();
        if (failure != null) return Future.failedFuture(failure);
        if (gate.isComplete()) {
            all.put(id, user);
            return Future.succeededFuture(user);
        }
        // On the caller's event loop, as the interface promises, whoever opens the gate.
        var caller = Vertx.currentContext();
        Promise<User> stored = Promise.promise();
        gate.onSuccess(_ -> caller.runOnContext(_ -> {
            all.put(id, user);
            stored.complete(user);
        }));
        return stored.future();
    }

    private <T> Future<T> done(T value) {
        return failure != null ? Future.failedFuture(failure) : Future.succeededFuture(value);
    }
}
