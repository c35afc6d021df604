package dev.opportune.perf.load;

import java.time.Duration;

/// A stretch of a run in which requests arrive at a rate that goes evenly from one to another.
///
/// @param name in the results
/// @param from requests a second at its begin
/// @param to requests a second at its end; [#FLAT_OUT] for both: the next one as soon as a connection is free
record Phase(String name, Duration time, double from, double to) {

    static final double FLAT_OUT = Double.POSITIVE_INFINITY;

    Phase {
        if (from < 0 || to < 0) throw new IllegalArgumentException("rate: below 0 (expected: >= 0)");
    }

    static Phase steady(String name, int seconds, double rate) {
        return new Phase(name, Duration.ofSeconds(seconds), rate, rate);
    }

    static Phase ramp(String name, int seconds, double from, double to) {
        return new Phase(name, Duration.ofSeconds(seconds), from, to);
    }

    boolean isFlatOut() {
        return Double.isInfinite(from);
    }

    /// How many requests have arrived by so many seconds of it.
    double arrivedBy(double seconds) {
        return from * seconds + (to - from) * seconds * seconds / (2 * seconds());
    }

    /// When the request of this number arrives, in seconds from its begin; after its end when it does not.
    double arrivalOf(double number) {
        double slope = (to - from) / seconds();
        if (Math.abs(slope) < 1e-9) return from == 0 ? Double.MAX_VALUE : number / from;
        double root = from * from + 2 * slope * number;
        return root < 0 ? Double.MAX_VALUE : (Math.sqrt(root) - from) / slope;
    }

    double seconds() {
        return time.toMillis() / 1e3;
    }
}
