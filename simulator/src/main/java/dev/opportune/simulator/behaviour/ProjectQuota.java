package dev.opportune.simulator.behaviour;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// So many messages a minute and project: a bucket that is refilled whole (Firebase, "Throttling and quotas"). A minute
/// begins with the first message after the one before is over. For any thread.
final class ProjectQuota {

    private static final Duration REFILL = Duration.ofMinutes(1);

    private final int perMinute;
    private Instant refillAt = Instant.MIN;
    private int left;

    ProjectQuota(int perMinute) {
        if (perMinute < 0) throw new IllegalArgumentException("per_minute: " + perMinute + " (expected: >= 0)");
        this.perMinute = perMinute;
    }

    /// Takes one message; how long until the refill when none is left, else null.
    synchronized @Nullable Duration take(Instant now) {
        if (!now.isBefore(refillAt)) {
            refillAt = now.plus(REFILL);
            left = perMinute;
        }
        if (left == 0) return Duration.between(now, refillAt);
        left--;
        return null;
    }
}
