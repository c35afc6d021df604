package dev.opportune.connectors.wire;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next connection: nothing after one that worked, then doubling from [#FIRST] to
/// [#MOST] for each that fails, each wait spread over its upper half so that lanes do not come back together.
///
/// The bound is for Apple's sake: "APNs treats rapid connection and disconnection as a denial-of-service attack"
/// (Sending notification requests to APNs).
public final class ReconnectDelay {

    static final Duration FIRST = Duration.ofMillis(500);
    static final Duration MOST = Duration.ofSeconds(30);

    private final RandomGenerator random;
    private int failures;

    public ReconnectDelay(RandomGenerator random) {
        this.random = random;
    }

    /// The last connection did its work: the next one may open at once.
    public void worked() {
        failures = 0;
    }

    /// Whether it is known already that none can be had: what is said of the first failure need not be said again.
    public boolean isRepeated() {
        return failures > 1;
    }

    /// The wait before the next connection; each call counts as one that did not work yet.
    public Duration next() {
        if (failures++ == 0) return Duration.ZERO;
        long doubled = FIRST.toMillis() << Math.min(failures - 2, 16);
        long millis = Math.min(doubled, MOST.toMillis());
        return Duration.ofMillis(millis - random.nextLong(millis / 2));
    }
}
