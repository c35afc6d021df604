package dev.opportune.connectors.wire;

import java.time.Duration;

/// When a lane opens connections besides those that it keeps, and when it gives them up.
///
/// @param busy how long more than three quarters of what may be in flight must be before another is opened
/// @param pause how long none is opened after one that could not
/// @param idle how long one that is not kept must have taken nothing before it is closed
public record Growth(Duration busy, Duration pause, Duration idle) {

    private static final Duration OFTEN = Duration.ofMillis(100);
    private static final Duration SELDOM = Duration.ofSeconds(1);

    /// How often it is looked whether one is idle.
    Duration look() {
        Duration quarter = idle.dividedBy(4);
        if (quarter.compareTo(OFTEN) < 0) return OFTEN;
        return quarter.compareTo(SELDOM) > 0 ? SELDOM : quarter;
    }
}
