package dev.opportune.gateway.send;

import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.Policy.Category;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The rule behind a suppression, in a word of the policy, never of a caller.
final class SuppressionRule {

    private SuppressionRule() {}

    /// The cap that was hit, or what the category says in the gate that decided; empty where a gate knows no rules.
    ///
    /// @param category null when the policy has it no longer
    static String of(Suppressed suppressed, @Nullable Category category) {
        return switch (suppressed.reason()) {
            case FREQUENCY_CAP ->
                suppressed.cap() == null ? "" : suppressed.cap().cap();
            case QUIET_HOURS, WOULD_EXPIRE_IN_QUIET_HOURS -> category == null ? "" : word(category.quietHours());
            case OPTED_OUT, NOT_OPTED_IN -> category == null ? "" : word(category.consent());
            case MUTED, UNKNOWN_USER, NO_DEVICES, EXPIRED, CATEGORY_DISABLED -> "";
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
