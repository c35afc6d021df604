package dev.opportune.ratelimiter.user;

import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.user.Users.Change;
import dev.opportune.ratelimiter.user.Users.PreferencesPatch;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// Packs the argument of `preferences.lua`.
final class PreferencesOperation {

    private static final int REFUSED = 0;
    private static final int GRANTED = 1;
    private static final int KEEP = 2;
    private static final int FORGET = -1;

    /// @param all whether what is not set is forgotten
    /// @param keepsRefusals whether refusals outlive an erasure
    static byte[] pack(PreferencesPatch patch, boolean all, boolean keepsRefusals, long testNow) {
        var packed = new Packed().array(12).put(testNow).put(all ? 1 : 0);
        packed.put(choice(patch.promotional()));
        put(packed, patch.categories(), PreferencesOperation::choice);
        put(packed, patch.caps(), PreferencesOperation::limit);
        packed.array(patch.otherClasses().size());
        patch.otherClasses().forEach(packed::put);
        return packed.put(patch.caller())
                .put(patch.source())
                .put(Users.MAX_PREFERENCES)
                .put(Users.MAX_HISTORY)
                .put(keepsRefusals ? 1 : 0)
                .put(choice(patch.measurement()))
                .bytes();
    }

    private static <T> void put(Packed packed, Map<String, Change<T>> changes, Function<Change<T>, Integer> number) {
        var said = new TreeMap<String, Change<T>>(changes);
        said.values().removeIf(change -> change instanceof Change.Keep<T>);
        packed.array(2 * said.size());
        said.forEach((name, change) -> packed.put(name).put(number.apply(change)));
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
