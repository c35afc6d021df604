package dev.opportune.ratelimiter.user;

import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.user.Users.Change;
import dev.opportune.ratelimiter.user.Users.PreferencesPatch;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// Packs the argument of `preferences.lua`.
final class PreferencesOperation {

    private static final int REFUSED = 0;
    private static final int GRANTED = 1;
    private static final int KEEP = 2;
    private static final int FORGET = -1;

    /// @param all whether what is not set is forgotten
    static byte[] pack(PreferencesPatch patch, boolean all, long testNow) {
        int promotional = choice(patch.promotional());
        var packed = new Packed().array(9).put(testNow);
        packed.put(all ? 1 : 0).put(all && promotional == KEEP ? FORGET : promotional);
        put(packed, patch.categories(), all, PreferencesOperation::choice);
        put(packed, patch.caps(), all, PreferencesOperation::limit);
        return packed.put(patch.caller())
                .put(patch.source())
                .put(Users.MAX_PREFERENCES)
                .put(Users.MAX_HISTORY)
                .bytes();
    }

    private static <T> void put(
            Packed packed, Map<String, Change<T>> changes, boolean all, Function<Change<T>, Integer> number) {
        var numbers = new HashMap<String, Integer>();
        changes.forEach((name, change) -> {
            boolean said = all ? change instanceof Change.Set<T> : !(change instanceof Change.Keep<T>);
            if (said) numbers.put(name, number.apply(change));
        });
        packed.array(2 * numbers.size());
        numbers.forEach((name, value) -> packed.put(name).put(value));
    }

    private static int choice(Change<Boolean> change) {
        return switch (change) {
            case Change.Keep<Boolean> _ -> KEEP;
            case Change.Remove<Boolean> _ -> FORGET;
            case Change.Set<Boolean>(var granted) -> granted ? GRANTED : REFUSED;
        };
    }

    private static int limit(Change<Integer> change) {
        return switch (change) {
            case Change.Set<Integer>(var limit) -> {
                if (limit < 0) throw new IllegalArgumentException("caps: " + limit + " (expected: >= 0)");
                yield limit;
            }
            case Change.Remove<Integer> _, Change.Keep<Integer> _ -> FORGET;
        };
    }

    private PreferencesOperation() {}
}
