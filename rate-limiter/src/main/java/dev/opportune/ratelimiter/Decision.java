package dev.opportune.ratelimiter;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What was decided about one send for one user, and why.
public sealed interface Decision {

    /// May be shown now.
    record Admitted(int deviceCount, Instant deadline) implements Decision {}

    /// May be shown later, inside its moment; it is decided afresh then.
    ///
    /// @param cap the cap that was hit when the reason is [DeferReason#FREQUENCY_CAP]
    record Deferred(
            DeferReason reason,
            Instant releaseAt,
            Instant deadline,
            @Nullable CapHit cap) implements Decision {}

    /// Will not be shown.
    ///
    /// @param cap the cap that was hit when the reason is [SuppressReason#FREQUENCY_CAP]
    /// @param argument of the template that nothing is known for when the reason is
    ///     [SuppressReason#TEMPLATE_INCOMPLETE]
    record Suppressed(
            SuppressReason reason,
            @Nullable CapHit cap,
            @Nullable String argument) implements Decision {

        public Suppressed(SuppressReason reason, @Nullable CapHit cap) {
            this(reason, cap, null);
        }

        /// The cap that was hit, the argument that is missing, or what the category says in the gate that decided;
        /// empty
        /// where a gate knows no rules.
        ///
        /// @param category null when the policy has it no longer
        public String rule(Policy.@Nullable Category category) {
            return switch (reason) {
                case FREQUENCY_CAP -> cap == null ? "" : cap.cap();
                case WOULD_EXPIRE_OUTSIDE_HOURS ->
                    category == null || category.hours() == null
                            ? ""
                            : category.hours().toString();
                case QUIET_HOURS, WOULD_EXPIRE_IN_QUIET_HOURS -> category == null ? "" : word(category.quietHours());
                case OPTED_OUT, NOT_OPTED_IN -> category == null ? "" : word(category.consent());
                case TEMPLATE_INCOMPLETE -> argument == null ? "" : argument;
                case MUTED,
                        UNKNOWN_USER,
                        NO_DEVICES,
                        EXPIRED,
                        CATEGORY_DISABLED,
                        UNKNOWN_TEMPLATE,
                        HELD_OUT,
                        OTHER_ARM -> "";
            };
        }

        private static String word(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
    }

    /// The most restrictive cap that was hit.
    ///
    /// @param window an ISO 8601 duration, `day` or `week`
    /// @param used sends counted in the window
    /// @param reserved places of the limit kept for others
    /// @param nextAt when the next send would pass, or null when none ever would
    record CapHit(
            String cap,
            int limit,
            String window,
            int used,
            int reserved,
            @Nullable Instant nextAt) {}

    enum DeferReason {
        SCHEDULED,
        QUIET_HOURS,
        FREQUENCY_CAP;

        /// The word on the wire.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    enum SuppressReason {
        FREQUENCY_CAP,
        QUIET_HOURS,
        WOULD_EXPIRE_IN_QUIET_HOURS,
        OPTED_OUT,
        NOT_OPTED_IN,
        MUTED,
        UNKNOWN_USER,
        NO_DEVICES,
        EXPIRED,
        WOULD_EXPIRE_OUTSIDE_HOURS,
        CATEGORY_DISABLED,
        /// Nothing is known for an argument of its template.
        TEMPLATE_INCOMPLETE,
        /// Its template is there no longer.
        UNKNOWN_TEMPLATE,
        /// By the send's experiment, whose hold-out is told nothing.
        HELD_OUT,
        /// It waited with the content of one arm of its experiment, and the user has entered in another meanwhile.
        OTHER_ARM;

        /// The word on the wire.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
