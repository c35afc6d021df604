package dev.opportune.perf.load;

import java.time.Duration;

/// A stretch of a run in which requests arrive at a rate that goes evenly from one to another.
///
/// @param name in the results
/// @param from requests a second at its begin
/// @param to requests a second at its end; infinite for both: flat out, the next one as soon as a connection is free
/// @param together how many arrive at the same instant
public record Phase(String name, Duration time, double from, double to, int together) {

    /// Seconds of little load, to see that all works: then no figure says anything.
    public static final boolean BRIEF = Boolean.getBoolean("opportune.brief");

    private static final int BRIEF_SECONDS = 3;
    private static final double BRIEF_RATE = 100;

    public Phase {
        if (from < 0 || to < 0) throw new IllegalArgumentException("rate: below 0 (expected: >= 0)");
        if (together < 1) throw new IllegalArgumentException("together: " + together + " (expected: >= 1)");
    }

    public static Phase steady(String name, int seconds, double rate) {
        return ramp(name, seconds, rate, rate);
    }

    public static Phase ramp(String name, int seconds, double from, double to) {
        return BRIEF
                ? new Phase(
                        name,
                        Duration.ofSeconds(Math.min(seconds, BRIEF_SECONDS)),
                        Math.min(from, BRIEF_RATE),
                        Math.min(to, BRIEF_RATE),
                        1)
                : new Phase(name, Duration.ofSeconds(seconds), from, to, 1);
    }

    public static Phase flatOut(String name, int seconds) {
        return steady(name, seconds, Double.POSITIVE_INFINITY);
    }

    public Phase inGroupsOf(int size) {
        return new Phase(name, time, from, to, size);
    }

    boolean isFlatOut() {
        return Double.isInfinite(from);
    }

    /// When the request of this number arrives, in seconds from its begin; after its end when it does not.
    double arrivalOf(long number) {
        double first = number - number % together;
        double slope = (to - from) / seconds();
        if (Math.abs(slope) < 1e-9) return from == 0 ? Double.MAX_VALUE : first / from;
        double root = from * from + 2 * slope * first;
        return root < 0 ? Double.MAX_VALUE : (Math.sqrt(root) - from) / slope;
    }

    public double seconds() {
        return time.toMillis() / 1e3;
    }
}
