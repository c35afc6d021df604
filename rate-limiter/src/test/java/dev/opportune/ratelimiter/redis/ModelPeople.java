package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.LocalWindow;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Permission;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// What users do: each change in Redis and in the model.
final class ModelPeople {

    private final DecisionModel model;
    private final RedisUsers store;
    private final RedisFixture redis;
    private final SplittableRandom random;
    private final GeneratedPolicies policies;
    private final String deviceTokens;
    private int turn;
    private int moved;

    /// @param deviceTokens begins every device token of these people: no other history has them
    ModelPeople(
            DecisionModel model,
            RedisUsers store,
            RedisFixture redis,
            SplittableRandom random,
            GeneratedPolicies policies,
            String deviceTokens) {
        this.model = model;
        this.store = store;
        this.redis = redis;
        this.random = random;
        this.policies = policies;
        this.deviceTokens = deviceTokens;
    }

    /// One of the few device tokens that all people of a history share.
    String deviceToken(int number) {
        return deviceTokens + number;
    }

    /// How many device tokens went from one of these people to another.
    int moved() {
        return moved;
    }

    /// A user with a device or two. Gives what was done.
    String appear(String user, Instant now) throws Exception {
        return putProfile(user, now) + ", " + putDevice(user, now) + ", " + putDevice(user, now);
    }

    /// Some change. Gives what was done.
    String change(String user, Instant now) throws Exception {
        return user + " "
                + switch (random.nextInt(10)) {
                    case 0, 1 -> putProfile(user, now);
                    case 2, 3 -> putDevice(user, now);
                    case 4 -> deleteDevice(user);
                    case 5 -> forget(user);
                    default -> patchPreferences(user);
                };
    }

    private ModelUser known(String user) {
        return model.users.computeIfAbsent(user, _ -> new ModelUser());
    }

    private String putProfile(String user, Instant now) throws Exception {
        var zone = random.nextInt(3) == 0 ? null : ZoneId.of(policies.any(GeneratedPolicies.ZONES));
        var quiet = quietHours();
        var mutedUntil = random.nextInt(8) > 0 ? null : now.plus(Duration.ofHours(random.nextInt(-2, 30)));
        var profile = new User.Profile(zone, null, quiet, null, mutedUntil);
        var _ = redis.onLane(() -> store.putProfile(user, profile));
        var known = known(user);
        known.ownZone = zone;
        known.quietHours = quiet;
        known.mutedUntil = mutedUntil;
        return profile.toString();
    }

    private User.@Nullable QuietHours quietHours() {
        return switch (random.nextInt(4)) {
            case 0 -> new User.QuietHours.None();
            case 1 -> {
                LocalWindow window = policies.localWindow();
                yield new User.QuietHours.Daily(window);
            }
            default -> null;
        };
    }

    private String putDevice(String user, Instant now) throws Exception {
        var id = "device-" + random.nextInt(3);
        var deviceToken = deviceToken(random.nextInt(4));
        var permission = random.nextInt(5) == 0 ? Permission.DENIED : Permission.AUTHORIZED;
        var zone = random.nextBoolean() ? null : ZoneId.of(policies.any(GeneratedPolicies.ZONES));
        var device = new User.Device(id, "app", deviceToken, permission, now, zone, null);
        var answer = (Users.DeviceAnswer.Stored) redis.onLane(() -> store.putDevice(user, device));
        var registeredAt = answer.device().registeredAt();
        assertThat(registeredAt).as("registered at").isAfterOrEqualTo(now);
        boolean taken = takeFromOthers(user, deviceToken);
        known(user).put(id, deviceToken, permission, registeredAt);
        if (zone != null) known(user).deviceZone = zone;
        return device + " " + deviceToken + (taken ? " taken from another" : "");
    }

    private boolean takeFromOthers(String user, String deviceToken) {
        boolean taken = false;
        for (var other : model.users.entrySet()) {
            if (other.getKey().equals(user)) continue;
            taken |= other.getValue().devices.removeIf(d -> d.is("app", deviceToken));
        }
        if (taken) moved++;
        return taken;
    }

    /// Holds the devices that Redis has to those of the model.
    void checkDevices(String user) throws Exception {
        var devices = redis.onLane(() -> store.find(user)).map(User::devices).orElse(List.of());
        var expected = model.users.containsKey(user) ? known(user).devices : List.<ModelUser.Device>of();
        assertThat(devices.stream()
                        .map(d -> List.<Object>of(
                                d.deviceId(), d.app(), d.deviceToken(), d.permission(), String.valueOf(d.quarantine())))
                        .toList())
                .as("devices of " + user)
                .isEqualTo(expected.stream()
                        .map(d -> List.<Object>of(
                                d.id(), d.app(), d.deviceToken(), d.permission(), String.valueOf(d.quarantine())))
                        .toList());
    }

    private String deleteDevice(String user) throws Exception {
        var id = "device-" + random.nextInt(3);
        var _ = redis.onLane(() -> store.deleteDevice(user, id));
        if (model.users.containsKey(user)) known(user).devices.removeIf(d -> d.id().equals(id));
        return "without " + id;
    }

    private String patchPreferences(String user) throws Exception {
        Boolean all = random.nextInt(3) == 0 ? random.nextBoolean() : null;
        var named = new HashMap<String, Boolean>();
        for (int n = random.nextInt(3); n > 0; n--)
            named.put(policies.any(policies.categories()), random.nextBoolean());
        var caps = new HashMap<String, Integer>();
        if (random.nextInt(4) == 0) caps.put(GeneratedPolicies.cap(random.nextInt(5)), random.nextInt(6));
        boolean imported = random.nextInt(5) == 0;

        var categoryChanges = new HashMap<String, Users.Change<Boolean>>();
        named.forEach((category, granted) -> categoryChanges.put(category, new Users.Change.Set<>(granted)));
        var capChanges = new HashMap<String, Users.Change<Integer>>();
        caps.forEach((cap, limit) -> capChanges.put(cap, new Users.Change.Set<>(limit)));
        var source = imported ? Users.IMPORT : "app";
        var said = patch(
                user,
                new Users.PreferencesPatch(
                        all == null ? new Users.Change.Keep<>() : new Users.Change.Set<>(all),
                        categoryChanges,
                        capChanges,
                        "caller",
                        source));
        known(user).say(turn++, all, named, imported);
        known(user).capLimits.putAll(caps);
        known(user).check(said);
        return "says promotional " + all + ", " + named + ", " + caps + " by " + source;
    }

    /// Takes back a choice and a limit of its own.
    private String forget(String user) throws Exception {
        var category = policies.any(policies.categories());
        var cap = GeneratedPolicies.cap(random.nextInt(5));
        boolean all = random.nextInt(4) == 0;
        var said = patch(
                user,
                new Users.PreferencesPatch(
                        all ? new Users.Change.Remove<>() : new Users.Change.Keep<>(),
                        Map.of(category, new Users.Change.Remove<>()),
                        Map.of(cap, new Users.Change.Remove<>()),
                        "caller",
                        "app"));
        if (all) known(user).forget(null);
        known(user).forget(category);
        known(user).capLimits.remove(cap);
        known(user).check(said);
        return "forgets " + List.of(category, cap) + (all ? " and promotional" : "");
    }

    private User.Preferences patch(String user, Users.PreferencesPatch patch) throws Exception {
        var answer = redis.onLane(() -> store.patchPreferences(user, patch));
        return ((Users.PreferencesAnswer.Stored) answer).preferences();
    }
}
