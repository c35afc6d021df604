package dev.opportune.statistics;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/// Wilson's score interval of a share that is looked at once. It takes what is counted as independent.
public final class Wilson {

    /// What 95 % of cases leave.
    public static final double ERRORS = 0.05;

    private Wilson() {}

    /// The interval that has the true share of `some` among `all` in 95 % of cases.
    ///
    /// @param all at least 1
    public static Interval of(long some, long all) {
        if (all < 1) throw new IllegalArgumentException("all: " + all + " (expected: >= 1)");
        if (some < 0 || some > all) {
            throw new IllegalArgumentException("some: " + some + " (expected: 0 to " + all + ")");
        }
        long n = all;
        long x = some;
        // The library counts in ints; half of each gives a wider interval, never one that promises too much.
        while (n > Integer.MAX_VALUE) {
            n /= 2;
            x /= 2;
        }
        var interval = BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate((int) n, (int) x, ERRORS);
        return new Interval(interval.getLowerBound(), interval.getUpperBound());
    }
}
