package dev.opportune.ratelimiter;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/// The interval in which a send is worth showing, as its caller gave it.
public sealed interface Moment {

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
