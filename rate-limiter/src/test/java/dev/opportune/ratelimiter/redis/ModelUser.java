package dev.opportune.ratelimiter.redis;

import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Permission;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A user of the [DecisionModel].
final class ModelUser {

    @Nullable
    ZoneId ownZone;

    /// That of the device which reported one last.
    @Nullable
    ZoneId deviceZone;

    User.@Nullable QuietHours quietHours;

    @Nullable
    Instant mutedUntil;

    final List<Device> devices = new ArrayList<>();
    final Map<String, Integer> capLimits = new HashMap<>();
    private final Map<String, Word> categories = new HashMap<>();
    private @Nullable Word promotional;

    record Device(String id, String app, String deviceToken, Permission permission) {}

    /// What the user said, and the how-manieth of all changes it was.
    private record Word(boolean granted, int turn) {}

    void put(Device device) {
        devices.removeIf(
                d -> !d.id.equals(device.id) && d.app.equals(device.app) && d.deviceToken.equals(device.deviceToken));
        for (int i = 0; i < devices.size(); i++) {
            if (devices.get(i).id.equals(device.id)) {
                devices.set(i, device);
                return;
            }
        }
        devices.add(device);
    }

    /// One change of preferences: null says nothing.
    void say(int turn, @Nullable Boolean class_, Map<String, Boolean> named, boolean imported) {
        var before = promotional;
        if (class_ != null && !(imported && before != null && !before.granted)) {
            if (before == null || before.granted != class_) {
                int at = imported && class_ ? Math.min(turn, oldestRefusal()) : turn;
                promotional = new Word(class_, at);
            }
        }
        var class1 = promotional;
        named.forEach((category, granted) -> {
            var old = categories.get(category);
            if (imported && old != null && !old.granted) return;
            boolean overtaken = old != null && class1 != null && class1.granted != granted && class1.turn >= old.turn;
            boolean change = old == null || old.granted != granted || (overtaken && (!granted || !imported));
            if (!change) return;
            boolean classRefuses = class1 != null && !class1.granted;
            int at = imported && granted && classRefuses ? Math.min(turn, class1.turn) : turn;
            categories.put(category, new Word(granted, at));
        });
    }

    /// The user takes a choice back.
    void forget(@Nullable String category) {
        if (category == null) promotional = null;
        else categories.remove(category);
    }

    private int oldestRefusal() {
        return categories.values().stream()
                .filter(word -> !word.granted)
                .mapToInt(Word::turn)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    /// The latest word for a category; of two at one time the refusal.
    @Nullable
    Boolean choice(String category, boolean isPromotional) {
        var own = categories.get(category);
        var all = isPromotional ? promotional : null;
        if (own == null) return all == null ? null : (Boolean) all.granted;
        if (all == null) return own.granted;
        if (own.turn == all.turn) return own.granted && all.granted;
        return own.turn > all.turn ? own.granted : all.granted;
    }
}
