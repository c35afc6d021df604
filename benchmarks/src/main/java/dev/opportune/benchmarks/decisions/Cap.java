package dev.opportune.benchmarks.decisions;

import java.time.Duration;
import java.util.List;

/// At most so many in a rolling window.
record Cap(int limit, Duration window) {

    private static final Duration DAY = Duration.ofDays(1);

    /// Those of [Work#capped].
    static final List<Cap> THREE =
            List.of(new Cap(1, Duration.ofHours(1)), new Cap(3, DAY), new Cap(12, Duration.ofDays(7)));

    /// That of [Work#oneCap].
    static List<Cap> one(int limit) {
        return List.of(new Cap(limit, DAY));
    }
}
