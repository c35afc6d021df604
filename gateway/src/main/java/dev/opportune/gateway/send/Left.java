package dev.opportune.gateway.send;

import dev.opportune.ratelimiter.Moment;
import java.time.Duration;
import java.util.OptionalLong;

/// When a send is over, as far as its request tells before Redis is asked.
final class Left {

    /// As `admit.lua` has it: what is now or never is over then.
    private static final Duration NOW = Duration.ofSeconds(5);

    private Left() {}

    /// What is left of the moment of a send that begins now, at most; nothing when it begins later, or where the user's
    /// own clock counts.
    ///
    /// @param categoryTtl how long it lasts unless the moment says
    static OptionalLong millis(Moment moment, Duration categoryTtl, long nowMillis) {
        if (moment.isNowOrNever(categoryTtl)) return OptionalLong.of(NOW.toMillis());
        if (!(moment instanceof Moment.Absolute(var from, var until, var ttl))) return OptionalLong.empty();
        if (from != null && from.toEpochMilli() > nowMillis) return OptionalLong.empty();
        if (until != null) return OptionalLong.of(Math.max(0, until.toEpochMilli() - nowMillis));
        long begun = from == null ? nowMillis : from.toEpochMilli();
        var length = ttl == null ? categoryTtl : ttl;
        return OptionalLong.of(Math.max(0, begun + length.toMillis() - nowMillis));
    }
}
