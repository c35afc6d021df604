package dev.opportune.connectors.fcm;

import java.time.Duration;
import java.util.function.LongSupplier;

/// How long a spent quota waits when FCM does not say: "429: retry after the duration in the header, or 60 seconds"
/// and "exponential from there" (Firebase, "Scale FCM to large audiences"). Messages that were on the way together wait
/// together: only a refusal after the wait is over doubles it. Confined to its lane.
final class QuotaWait {

    static final Duration FIRST = Duration.ofSeconds(60);

    /// "Give up retrying after 60 minutes" (same page).
    static final Duration MOST = Duration.ofMinutes(60);

    private final LongSupplier nanoTime;
    private Duration wait = Duration.ZERO;
    private long sinceNanos;

    QuotaWait(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// The wait for a message that was refused now.
    Duration refused() {
        Duration left = left();
        if (left.isPositive()) return left;
        wait = wait.isZero() ? FIRST : shorter(wait.multipliedBy(2), MOST);
        sinceNanos = nanoTime.getAsLong();
        return wait;
    }

    /// A message was accepted. Those that were on the way when the quota ended do not count.
    void accepted() {
        if (!left().isPositive()) wait = Duration.ZERO;
    }

    private Duration left() {
        return wait.isZero() ? wait : wait.minusNanos(nanoTime.getAsLong() - sinceNanos);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
