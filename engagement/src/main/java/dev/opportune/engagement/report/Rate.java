package dev.opportune.engagement.report;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.jspecify.annotations.Nullable;

/// A share, with the interval that has the true one in 95 % of cases (Wilson's score). It takes sends as independent.
///
/// @param of what it is a share of, in words
public record Rate(String of, double rate, double low, double high) {

    private static final double ERRORS = 0.05;

    /// null where there is nothing to be a share of, or not all of it is known yet.
    static @Nullable Rate of(String of, long some, long all) {
        if (all == 0 || some > all) return null;
        if (all > Integer.MAX_VALUE) return wide(of, some, all);
        var interval = BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate((int) all, (int) some, ERRORS);
        return new Rate(of, (double) some / all, interval.getLowerBound(), interval.getUpperBound());
    }

    /// Of so many that the interval is as good as none.
    private static Rate wide(String of, long some, long all) {
        double rate = (double) some / all;
        return new Rate(of, rate, rate, rate);
    }
}
