package dev.opportune.gateway.config;

import java.time.Duration;

/// How a gateway ends when it is told to.
///
/// @param grace how long it serves on while `/readyz` says `stopping`, so that whoever chooses among gateways notices
/// @param timeout how long all of it may take, the grace included
public record ShutdownConfig(Duration grace, Duration timeout) {

    static final Duration MOST_GRACE = Duration.ofMinutes(5);
    static final Duration MOST = Duration.ofMinutes(10);

    /// What must be left after the grace, to answer what is under way and to hand back what has not ended.
    private static final Duration LEAST_AFTER_GRACE = Duration.ofSeconds(5);

    public static final ShutdownConfig DEFAULT = new ShutdownConfig(Duration.ofSeconds(5), Duration.ofSeconds(40));

    public ShutdownConfig {
        if (grace.isNegative() || grace.compareTo(MOST_GRACE) > 0) {
            throw new IllegalArgumentException("grace: " + grace + " (expected: PT0S to PT5M)");
        }
        if (timeout.compareTo(grace.plus(LEAST_AFTER_GRACE)) < 0 || timeout.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "timeout: " + timeout + " (expected: PT5S more than grace at least, and PT10M at most)");
        }
    }
}
