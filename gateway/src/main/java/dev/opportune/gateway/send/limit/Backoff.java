package dev.opportune.gateway.send.limit;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long a delivery waits before its next attempt: exponential with full jitter, and never less than the provider
/// asked for.
public final class Backoff {

    private static final long FIRST_MS = 500;
    private static final long LAST_MS = 60_000;
    private static final long LEAST_MS = 50;

    private final RandomGenerator random;

    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    /// How long to wait before the next.
    ///
    /// @param attempts that have been made, at least one
    public Duration before(int attempts, Duration retryAfter) {
        long ceiling = Math.min(LAST_MS, FIRST_MS << Math.min(attempts, 10));
        long jittered = random.nextLong(LEAST_MS, ceiling + 1);
        return Duration.ofMillis(Math.max(jittered, retryAfter.toMillis()));
    }
}
