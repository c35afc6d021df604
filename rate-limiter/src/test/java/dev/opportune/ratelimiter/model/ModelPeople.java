package dev.opportune.ratelimiter.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Permission;
import dev.opportune.ratelimiter.user.Users;
import dev.opportune.ratelimiter.user.Users.Change;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What users do: each change in Redis and in the model.
final class ModelPeople {

    private final HistoryScene scene;
    private final DecisionModel model;
    private final SplittableRandom random;
    private final GeneratedPolicies policies;
    private final StoredState stored;
    private final String deviceTokens;
    private final Set<String> erased = new HashSet<>();
    /// What those who were erased had refused.
    private final Map<String, Set<String>> refusals = new HashMap<>();

    /// @param deviceTokens begins every device token of these people: no other history has them
    ModelPeople(HistoryScene scene, StoredState stored, String deviceTokens) {
        this.scene = scene;
        this.model = scene.model;
        this.random = scene.random;
        this.policies = scene.policies;
        this.stored = stored;
        this.deviceTokens = deviceTokens;
    }

    /// In one order, so that a seed tells one history.
    private static final List<String> ATTRIBUTES =
            ModelTemplate.ATTRIBUTES.keySet().stream().sorted().toList();

    /// One of the few device tokens that all people of a history share.
    String deviceToken(int number) {
        return deviceTokens + number;
    }

    /// A user with a device or two.
    void appear(String user) throws Exception {
        putProfile(user);
        putDevice(user);
        putDevice(user);
    }

    /// Some change.
    void change(String user) throws Exception {
        switch (random.nextInt(12)) {
            case 0, 1 -> putProfile(user);
            case 2, 3 -> putDevice(user);
            case 4 -> deleteDevice(user);
            case 5 -> forget(user);
            case 6 -> erase(user);
            default -> say(user);
        }
    }

    private ModelUser known(String user) {
        if (erased.remove(user)) scene.occurs("came back");
        return model.users.computeIfAbsent(user, _ -> new ModelUser());
    }

    private void putProfile(String user) throws Exception {
        var now = scene.clock.now();
        var zone = random.nextInt(3) == 0 ? null : ZoneId.of(policies.any(GeneratedPolicies.ZONES));
        var mutedUntil = random.nextInt(8) > 0 ? null : now.plus(Duration.ofHours(random.nextInt(-2, 30)));
        var locale = random.nextBoolean() ? null : "de-AT";
        var attributes = random.nextInt(4) == 0 ? null : policies.any(ATTRIBUTES);
        var profile = new User.Profile(zone, locale, quietHours(), attributes, mutedUntil);
        scene.tell(user + " " + profile);
        var answer = (Users.ProfileAnswer.Stored) scene.redis.onLane(() -> scene.store.putProfile(user, profile));
        assertThat(answer.user().profile()).isEqualTo(profile);
        known(user).profile = profile;
    }

    private User.@Nullable QuietHours quietHours() {
        return switch (random.nextInt(4)) {
            case 0 -> new User.QuietHours.None();
            case 1 -> new User.QuietHours.Daily(policies.localWindow());
            default -> null;
        };
    }

    private void putDevice(String user) throws Exception {
        var now = scene.clock.now();
        var id = "device-" + random.nextInt(3);
        var deviceToken = deviceToken(random.nextInt(4));
        var permission = random.nextInt(5) == 0 ? Permission.DENIED : Permission.AUTHORIZED;
        var zone = random.nextBoolean() ? null : ZoneId.of(policies.any(GeneratedPolicies.ZONES));
        var device = new User.Device(id, "app", deviceToken, permission, now, zone, null);
        scene.tell(user + " " + device + " " + deviceToken);
        var answer = (Users.DeviceAnswer.Stored) scene.redis.onLane(() -> scene.store.putDevice(user, device));
        assertThat(answer.device().registeredAt()).as("registered at").isAfterOrEqualTo(now);
        takeFromOthers(user, deviceToken);
        known(user).put(answer.device());
    }

    private void takeFromOthers(String user, String deviceToken) {
        for (var other : model.users.entrySet()) {
            if (other.getKey().equals(user)) continue;
            boolean taken = other.getValue().devices.removeIf(d -> d.is("app", deviceToken));
            if (taken) scene.occurs("device token moved");
        }
    }

    private void deleteDevice(String user) throws Exception {
        var id = "device-" + random.nextInt(3);
        scene.tell(user + " without " + id);
        var known = model.users.get(user);
        boolean there = known != null && known.devices.removeIf(d -> d.id().equals(id));
        assertThat(scene.redis.onLane(() -> scene.store.deleteDevice(user, id))).isEqualTo(there);
    }

    /// The user is erased, with what waits for it. What a lane has is left to the lane.
    private void erase(String user) throws Exception {
        scene.tell(user + " is erased");
        var left = model.users.get(user);
        boolean known = left != null
                || model.counts.has(user)
                || scene.sendsOf(user).stream().anyMatch(ModelSend::isParked);
        for (var send : scene.sendsOf(user)) scene.occurs("erased with a send " + send.state);
        assertThat(scene.redis.onLane(() -> scene.store.erase(user))).isEqualTo(known);
        if (left != null) {
            erased.add(user);
            refusals.put(user, left.preferences.refusals());
        }
        for (var send : model.erase(user, scene.sends)) stored.check(send);
        stored.check(user);
    }

    // Preferences

    private void say(String user) throws Exception {
        Boolean all = random.nextInt(3) == 0 ? random.nextBoolean() : null;
        var categories = new HashMap<String, Change<Boolean>>();
        for (int n = random.nextInt(3); n > 0; n--) {
            categories.put(policies.any(policies.categories()), new Change.Set<>(random.nextBoolean()));
        }
        var caps = new HashMap<String, Change<Integer>>();
        if (random.nextInt(4) == 0) {
            caps.put(GeneratedPolicies.cap(random.nextInt(5)), new Change.Set<>(random.nextInt(6)));
        }
        patch(user, all == null ? new Change.Keep<>() : new Change.Set<>(all), categories, caps);
    }

    /// Takes back a choice and a limit of its own.
    private void forget(String user) throws Exception {
        patch(
                user,
                random.nextInt(4) == 0 ? new Change.Remove<>() : new Change.Keep<>(),
                Map.of(policies.any(policies.categories()), new Change.Remove<>()),
                Map.of(GeneratedPolicies.cap(random.nextInt(5)), new Change.Remove<>()));
    }

    private void patch(
            String user,
            Change<Boolean> promotional,
            Map<String, Change<Boolean>> categories,
            Map<String, Change<Integer>> caps)
            throws Exception {
        var caller = "caller-" + random.nextInt(2);
        var source = policies.any(List.of("app", "app", "web", "app", Users.IMPORT));
        var otherClasses = model.policy.categories().values().stream()
                .filter(category -> category.sendClass() != SendClass.PROMOTIONAL)
                .map(Policy.Category::name)
                .collect(Collectors.toSet());
        var patch = new Users.PreferencesPatch(promotional, categories, caps, otherClasses, caller, source);
        boolean whole = random.nextInt(6) == 0;
        scene.tell(user + (whole ? " says nothing but " : " says ") + patch);
        var answer = scene.redis.onLane(
                () -> whole ? scene.store.putPreferences(user, patch) : scene.store.patchPreferences(user, patch));
        boolean isNew = !model.users.containsKey(user);
        var known = known(user).preferences;
        if (isNew && source.equals(Users.IMPORT)) bringBack(user, known, caller);
        known.change(patch, whole, scene.clock.now());
        assertThat(((Users.PreferencesAnswer.Stored) answer).preferences()).isEqualTo(known.all());
    }

    /// An import that makes an erased user anew begins with what the user had refused.
    private void bringBack(String user, ModelPreferences known, String caller) {
        var refused = refusals.remove(user);
        if (refused == null || refused.isEmpty()) return;
        var patch = new Users.PreferencesPatch(
                refused.contains("") ? new Change.Set<>(false) : new Change.Keep<>(),
                refused.stream()
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toMap(name -> name, _ -> new Change.Set<>(false))),
                Map.of(),
                Set.of(),
                caller,
                Users.IMPORT);
        known.change(patch, false, scene.clock.now());
        scene.occurs("came back refusing");
    }
}
