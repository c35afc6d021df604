package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Permission;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    record Device(
            String id,
            String app,
            String deviceToken,
            Permission permission,
            Instant registeredAt,
            boolean proven,
            User.@Nullable Quarantine quarantine) {

        boolean is(String app, String deviceToken) {
            return this.app.equals(app) && this.deviceToken.equals(deviceToken);
        }

        boolean mayShow() {
            return permission != Permission.DENIED && quarantine == null;
        }
    }

    /// What the user said, and the how-manieth of all changes it was.
    private record Word(boolean granted, int turn) {}

    /// By which clock and when the user wants to be shown anything, as far as the user or a device said.
    List<Optional<Object>> times() {
        return List.of(
                Optional.ofNullable(ownZone != null ? ownZone : deviceZone),
                Optional.ofNullable(quietHours),
                Optional.ofNullable(mutedUntil));
    }

    void put(String id, String deviceToken, Permission permission, Instant now) {
        var device = new Device(id, "app", deviceToken, permission, now, isProven("app", deviceToken), null);
        devices.removeIf(d -> !d.id.equals(id) && d.is("app", deviceToken));
        for (int i = 0; i < devices.size(); i++) {
            if (devices.get(i).id.equals(device.id)) {
                devices.set(i, device);
                return;
            }
        }
        devices.add(device);
    }

    /// Whether a provider accepted something for this device token, which the user has.
    boolean isProven(String app, String deviceToken) {
        return devices.stream().anyMatch(d -> d.proven && d.is(app, deviceToken));
    }

    /// What a provider said. What was registered since then is not meant.
    void hear(DeviceNews news) {
        var since = Instant.ofEpochMilli(news.sinceMillis());
        var meant = devices.stream()
                .filter(d -> d.is(news.app(), news.deviceToken()) && !d.registeredAt.isAfter(since))
                .toList();
        for (var d : meant) {
            switch (news.kind()) {
                case INVALIDATED -> devices.remove(d);
                case QUARANTINED -> {
                    if (d.quarantine == null) change(d, false, new User.Quarantine(news.reason(), since));
                }
                case PROVEN -> change(d, true, d.quarantine);
            }
        }
    }

    private void change(Device d, boolean proven, User.@Nullable Quarantine quarantine) {
        var changed = new Device(d.id, d.app, d.deviceToken, d.permission, d.registeredAt, proven, quarantine);
        devices.set(devices.indexOf(d), changed);
    }

    /// One change of preferences: null says nothing. What is not new keeps its turn.
    void say(int turn, @Nullable Boolean all, Map<String, Boolean> named, boolean imported) {
        if (all != null && isNew(promotional, all, imported)) {
            promotional = new Word(all, imported && all ? Math.min(turn, oldestRefusal()) : turn);
        }
        named.forEach((category, granted) -> {
            var old = categories.get(category);
            if (!isNew(old, granted, imported) && !isAnswer(old, granted, imported, all != null)) return;
            boolean behind = imported && granted && promotional != null && !promotional.granted;
            categories.put(category, new Word(granted, behind ? Math.min(turn, promotional.turn) : turn));
        });
    }

    private static boolean isNew(@Nullable Word old, boolean granted, boolean imported) {
        if (old == null) return true;
        return old.granted != granted && !(imported && !old.granted);
    }

    /// The same again, against a contrary word for the class that came after it.
    private boolean isAnswer(@Nullable Word old, boolean granted, boolean imported, boolean joint) {
        if (old == null || old.granted != granted || promotional == null || promotional.granted == granted)
            return false;
        if (!granted) return promotional.turn > old.turn && !imported;
        return promotional.turn >= old.turn && !joint && !imported;
    }

    /// The user takes a choice back.
    void forget(@Nullable String category) {
        if (category == null) promotional = null;
        else categories.remove(category);
    }

    /// Holds what Redis has to what the user said, and in which order.
    void check(User.Preferences stored) {
        assertThat(stored.caps()).isEqualTo(capLimits);
        assertThat(stored.categories().keySet()).isEqualTo(categories.keySet());
        check(stored.promotional(), promotional);
        stored.categories().forEach((category, choice) -> {
            check(choice, categories.get(category));
            if (promotional == null) return;
            assertThat(Integer.signum(choice.at().compareTo(stored.promotional().at())))
                    .as("whether the word for " + category + " came later")
                    .isEqualTo(Integer.compare(categories.get(category).turn, promotional.turn));
        });
    }

    private static void check(User.@Nullable Choice stored, @Nullable Word word) {
        assertThat(stored == null ? null : (Boolean) stored.granted()).isEqualTo(word == null ? null : word.granted);
    }

    private int oldestRefusal() {
        return categories.values().stream()
                .filter(word -> !word.granted)
                .mapToInt(Word::turn)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    /// Whose word [#choice] is: `category`, `promotional`, or null when nothing was said.
    @Nullable
    String saidOf(String category, boolean isPromotional) {
        var own = categories.get(category);
        var all = isPromotional ? promotional : null;
        if (all == null) return own == null ? null : "category";
        if (own == null || all.turn > own.turn) return "promotional";
        return all.turn == own.turn && own.granted && !all.granted ? "promotional" : "category";
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
