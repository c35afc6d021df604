package dev.opportune.ratelimiter.user;

import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.QuietHours;
import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.user.Users.Change;
import dev.opportune.ratelimiter.user.Users.ProfilePatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Members of a user's packed map to set and to remove: what `profile.lua` takes.
final class ProfileChange {

    private static final long NO_QUIET_HOURS = -1;

    /// Texts and whole numbers by short name.
    private final Map<String, Object> set = new LinkedHashMap<>();

    private final List<String> removed = new ArrayList<>();

    private ProfileChange() {}

    static ProfileChange replacing(User.Profile profile) {
        var change = new ProfileChange();
        change.text("tz", profile.timezone() == null ? null : profile.timezone().getId());
        change.text("lo", profile.locale());
        change.quietHours(profile.quietHours());
        change.text("at", profile.attributesJson());
        change.number(
                "mu", profile.mutedUntil() == null ? null : profile.mutedUntil().toEpochMilli());
        return change;
    }

    /// All of a patch but its attributes, which need those that are there.
    static ProfileChange merging(ProfilePatch patch) {
        var change = new ProfileChange();
        switch (patch.timezone()) {
            case Change.Keep<?> _ -> {}
            case Change.Remove<?> _ -> change.text("tz", null);
            case Change.Set(var zone) -> change.text("tz", zone.getId());
        }
        switch (patch.locale()) {
            case Change.Keep<?> _ -> {}
            case Change.Remove<?> _ -> change.text("lo", null);
            case Change.Set(var locale) -> change.text("lo", locale);
        }
        switch (patch.quietHours()) {
            case Change.Keep<?> _ -> {}
            case Change.Remove<?> _ -> change.quietHours(null);
            case Change.Set(var quietHours) -> change.quietHours(quietHours);
        }
        switch (patch.mutedUntil()) {
            case Change.Keep<?> _ -> {}
            case Change.Remove<?> _ -> change.number("mu", null);
            case Change.Set(var instant) -> change.number("mu", instant.toEpochMilli());
        }
        return change;
    }

    void attributes(@Nullable String json) {
        text("at", json);
    }

    /// Packs the script's argument for a change that holds whatever the attributes are.
    byte[] packed(long testNow) {
        return packedMembers(testNow).put(0).put("").bytes();
    }

    /// Packs the script's argument for a change that holds only while the attributes are the known ones.
    byte[] packedIf(@Nullable String knownAttributes, long testNow) {
        return packedMembers(testNow).put(1).put(knownAttributes).bytes();
    }

    private Packed packedMembers(long testNow) {
        var packed = new Packed().array(5).put(testNow).array(2 * set.size());
        set.forEach((name, value) -> {
            packed.put(name);
            if (value instanceof Long number) packed.put(number.longValue());
            else packed.put((String) value);
        });
        packed.array(removed.size());
        removed.forEach(name -> packed.put(name));
        return packed;
    }

    private void quietHours(@Nullable QuietHours quietHours) {
        switch (quietHours) {
            case null -> {
                number("qs", null);
                number("qe", null);
            }
            case QuietHours.None() -> {
                number("qs", NO_QUIET_HOURS);
                number("qe", null);
            }
            case QuietHours.Daily(var window) -> {
                number("qs", (long) window.startMinute());
                number("qe", (long) window.endMinute());
            }
        }
    }

    private void text(String name, @Nullable String value) {
        put(name, value);
    }

    private void number(String name, @Nullable Long value) {
        put(name, value);
    }

    private void put(String name, @Nullable Object value) {
        if (value == null) removed.add(name);
        else set.put(name, value);
    }
}
