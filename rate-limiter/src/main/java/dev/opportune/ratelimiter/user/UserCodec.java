package dev.opportune.ratelimiter.user;

import dev.opportune.ratelimiter.LocalWindow;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Choice;
import dev.opportune.ratelimiter.User.Device;
import dev.opportune.ratelimiter.User.Permission;
import dev.opportune.ratelimiter.User.Preferences;
import dev.opportune.ratelimiter.User.Profile;
import dev.opportune.ratelimiter.User.QuietHours;
import dev.opportune.ratelimiter.device.DeviceTokenBytes;
import dev.opportune.ratelimiter.redis.Unpacked;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the packed map of a user; `docs/data.md` gives its layout, and `profile.lua`, `device.lua` and
/// `preferences.lua` write it.
final class UserCodec {

    /// Added to a device's permission when a provider has accepted its device token.
    private static final int PROVEN = 4;

    private @Nullable ZoneId timezone;
    private @Nullable String locale;
    private @Nullable Integer quietStart;
    private int quietEnd;
    private @Nullable String attributesJson;
    private @Nullable Instant mutedUntil;
    private List<Device> devices = List.of();
    private @Nullable Choice promotional;
    private @Nullable Choice measurement;
    private Map<String, Choice> categories = Map.of();
    private Map<String, Integer> caps = Map.of();

    private final String settings;

    private UserCodec(String settings) {
        this.settings = settings;
    }

    /// @param settings the marks of the settings that the apps have now: a quarantine by others is over
    static User read(byte[] packed, String settings) {
        var user = new UserCodec(settings);
        var from = new Unpacked(packed);
        int members = from.members();
        for (int i = 0; i < members; i++) user.readMember(from);
        return new User(
                new Profile(user.timezone, user.locale, user.quietHours(), user.attributesJson, user.mutedUntil),
                user.devices,
                new Preferences(user.promotional, user.categories, user.caps, user.measurement));
    }

    /// The zone of the device that reported one last.
    static @Nullable ZoneId deviceZone(byte[] packed) {
        var from = new Unpacked(packed);
        for (int i = from.members(); i > 0; i--) {
            if (from.text().equals("dz")) return ZoneId.of(from.text());
            from.skip(1);
        }
        return null;
    }

    private void readMember(Unpacked from) {
        var name = from.text();
        switch (name) {
            case "tz" -> timezone = ZoneId.of(from.text());
            case "lo" -> locale = from.text();
            case "qs" -> quietStart = from.smallNumber();
            case "qe" -> quietEnd = from.smallNumber();
            case "at" -> attributesJson = from.text();
            case "mu" -> mutedUntil = Instant.ofEpochMilli(from.number());
            case "d" -> devices = List.copyOf(from.list(() -> device(from)));
            case "pr" -> promotional = choice(from);
            case "pc" -> categories = byName(from, UserCodec::choice);
            case "me" -> measurement = choice(from);
            case "pk" -> caps = byName(from, Unpacked::smallNumber);
            default -> from.skip(1); // `dz`, which the gates alone ask for, or what a later release keeps there
        }
    }

    private @Nullable QuietHours quietHours() {
        if (quietStart == null) return null;
        return quietStart < 0 ? new QuietHours.None() : new QuietHours.Daily(new LocalWindow(quietStart, quietEnd));
    }

    private Device device(Unpacked from) {
        int members = from.array();
        var deviceId = from.text();
        var app = from.text();
        var deviceToken = DeviceTokenBytes.unpack(from.bytes());
        var permission = switch (from.smallNumber() % PROVEN) {
            case 0 -> Permission.AUTHORIZED;
            case 1 -> Permission.PROVISIONAL;
            default -> Permission.DENIED;
        };
        var registeredAt = Instant.ofEpochMilli(from.number());
        var zone = from.textOrNull();
        var quarantine = members < 8 ? null : new User.Quarantine(from.text(), Instant.ofEpochMilli(from.number()));
        if (members > 8 && !settings.contains(from.text())) quarantine = null;
        from.skip(Math.max(0, members - 9)); // what a later release keeps there
        return new Device(
                deviceId,
                app,
                deviceToken,
                permission,
                registeredAt,
                zone == null ? null : ZoneId.of(zone),
                quarantine);
    }

    private static Choice choice(Unpacked from) {
        from.array();
        return new Choice(from.number() == 1, Instant.ofEpochMilli(from.number()), from.text(), from.text());
    }

    private static <T> Map<String, T> byName(Unpacked from, Function<Unpacked, T> value) {
        int members = from.members();
        var map = new TreeMap<String, T>();
        for (int i = 0; i < members; i++) map.put(from.text(), value.apply(from));
        return Collections.unmodifiableMap(map);
    }
}
