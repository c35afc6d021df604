package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.Policy.Cap;
import dev.opportune.ratelimiter.Policy.Category;
import dev.opportune.ratelimiter.Policy.Window;
import dev.opportune.ratelimiter.redis.Packed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Packs a policy's categories as the gates read them (`category_of` in gates.lua), once for each policy. Confined to a
/// lane.
final class CategoryCodec {

    private @Nullable Policy policy;
    private final Map<String, byte[]> packed = new HashMap<>();

    /// Empty when the policy has no such category.
    @SuppressWarnings("ReferenceEquality") // a reloaded policy is another object; comparing all of it costs more
    byte[] packed(Policy policy, String category) {
        if (this.policy != policy) {
            packed.clear();
            this.policy = policy;
        }
        var known = policy.categories().get(category);
        return known == null ? new byte[0] : packed.computeIfAbsent(category, _ -> pack(policy, known));
    }

    private static byte[] pack(Policy policy, Category category) {
        var quiet = policy.defaults().quietHours();
        var hours = category.hours();
        var to = new Packed();
        to.put(category.name()).put(category.enabled() ? 1 : 0);
        to.put(category.sendClass().rank()).put(category.ttl().toMillis());
        to.put(word(category.quietHours())).put(word(category.consent()));
        to.put(word(category.onCap()));
        to.put(quiet == null ? -1 : quiet.startMinute()).put(quiet == null ? -1 : quiet.endMinute());
        to.put(policy.defaults().timezone().getId());
        to.put(hours == null ? -1 : hours.startMinute()).put(hours == null ? -1 : hours.endMinute());
        var counted = new ArrayList<>(category.caps());
        category.countsToward().stream()
                .filter(cap -> !category.caps().contains(cap))
                .forEach(counted::add);
        to.array(counted.size());
        for (var cap : counted) pack(cap, category, to);
        return to.bytes();
    }

    private static void pack(Cap cap, Category category, Packed to) {
        to.array(7).put(cap.name()).put(cap.limit());
        switch (cap.window()) {
            case Window.Rolling(var length) -> to.put("").put(length.toMillis()).put(length.toString());
            case Window.Calendar(var unit) -> to.put(word(unit)).put(0).put(word(unit));
        }
        to.put(category.caps().contains(cap) ? 1 : 0).put(reservedAgainst(cap, category));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static int reservedAgainst(Cap cap, Category category) {
        var reserve = cap.reserve();
        if (reserve == null || reserve.categories().contains(category.name())) return 0;
        var intent = category.intent();
        return intent != null && reserve.intents().contains(intent) ? 0 : reserve.places();
    }
}
