package dev.opportune.ratelimiter;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/// The interval in which a send is worth showing, as its caller gave it.
///
/// Without a length and a begin it is now or never: what cannot go at once does not go at all (`gates.lua`).
public sealed interface Moment {

    @Nullable
    Object from();

    @Nullable
    Object until();

    @Nullable
    Duration ttl();

    /// Whether a send of a category is to go at once or not at all.
    ///
    /// @param categoryTtl how long it is worth showing when the moment says no end
    default boolean isNowOrNever(Duration categoryTtl) {
        var ttl = ttl();
        return from() == null && until() == null && (ttl == null ? categoryTtl : ttl).isZero();
    }

    /// On everybody's clock. The end is `until`, else `ttl` after `from` (or after now), else the category's ttl.
    record Absolute(
            @Nullable Instant from,
            @Nullable Instant until,
            @Nullable Duration ttl) implements Moment {
        public static final Absolute UNSAID = new Absolute(null, null, null);

        public Absolute {
            if (until != null && ttl != null) {
                throw new IllegalArgumentException("moment: has until and ttl (expected: one)");
            }
            if (from != null && until != null && !until.isAfter(from)) {
                throw new IllegalArgumentException("until: " + until + " (expected: after from, " + from + ")");
            }
        }
    }

    /// On the user's own clock, resolved in the user's zone each time the send is decided.
    record Local(
            @Nullable LocalDateTime from,
            @Nullable LocalDateTime until,
            @Nullable Duration ttl) implements Moment {
        public Local {
            if (until != null && ttl != null) {
                throw new IllegalArgumentException("moment: has until and ttl (expected: one)");
            }
            if (from != null && until != null && !until.isAfter(from)) {
                throw new IllegalArgumentException("until: " + until + " (expected: after from, " + from + ")");
            }
        }
    }
}
