package dev.opportune.ratelimiter.redis;

import dev.opportune.ratelimiter.User.Preferences;
import dev.opportune.ratelimiter.User.Profile;
import dev.opportune.ratelimiter.redis.Users.Change;
import dev.opportune.ratelimiter.redis.Users.PreferencesPatch;
import java.util.Map;

/// What a caller may say of a user's profile and preferences.
final class Said {

    static final Profile NOTHING = new Profile(null, null, null, null, null);
    static final Preferences UNSAID = new Preferences(null, Map.of(), Map.of());

    private Said() {}

    static <T> Change<T> keep() {
        return new Change.Keep<>();
    }

    static <T> Change<T> remove() {
        return new Change.Remove<>();
    }

    static <T> Change<T> set(T value) {
        return new Change.Set<>(value);
    }

    static PreferencesPatch promotional(Change<Boolean> change) {
        return said(change, Map.of(), Map.of(), "app");
    }

    static PreferencesPatch category(String name, Change<Boolean> change) {
        return said(keep(), Map.of(name, change), Map.of(), "app");
    }

    static PreferencesPatch said(
            Change<Boolean> promotional,
            Map<String, Change<Boolean>> categories,
            Map<String, Change<Integer>> caps,
            String source) {
        return new PreferencesPatch(promotional, categories, caps, "shop", source);
    }
}
