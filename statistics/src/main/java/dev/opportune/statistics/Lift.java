package dev.opportune.statistics;

/// By how much one arm's rate lies over another's, as far as it can be known: always valid. However often it is looked
/// at, and whenever one stops, the true lift lies in all the intervals that were shown in 1 − α of experiments.
///
/// The interval is of θ = ln p_a − ln p_b, whose variance is V = (1 − p_a) ÷ k_a + (1 − p_b) ÷ k_b (the delta method),
/// by the mixture of normals that Robbins found and Waudby-Smith and others made asymptotic ("Time-uniform central
/// limit theory", 2021): half-width √(nV) · √(2 (nρ² + 1) ÷ (n²ρ²) · ln(√(nρ² + 1) ÷ α)) at n = n_a + n_b.
public sealed interface Lift {

    /// Below these of an arm the normal distribution is no likeness of what is counted.
    long MIN_USERS = 100;

    long MIN_GOALS = 25;

    /// Where the interval is at its narrowest, for users of both arms.
    long TUNED_TO_USERS = 5_000;

    /// Too little was counted to say anything.
    record Silent() implements Lift {}

    /// What can be said of it.
    ///
    /// @param theta ln p_a − ln p_b
    /// @param halfWidth of its interval
    record Seen(double theta, double halfWidth) implements Lift {

        public Seen {
            if (!Double.isFinite(theta)) throw new IllegalArgumentException("theta: " + theta + " (expected: finite)");
            if (!(halfWidth > 0)) throw new IllegalArgumentException("halfWidth: " + halfWidth + " (expected: > 0)");
        }

        /// p_a ÷ p_b − 1: 0.2 is a fifth more.
        public double lift() {
            return Math.expm1(theta);
        }

        public Interval interval() {
            return new Interval(Math.expm1(theta - halfWidth), Math.expm1(theta + halfWidth));
        }

        /// Surely more.
        public boolean isMore() {
            return theta > halfWidth;
        }

        /// Surely less.
        public boolean isLess() {
            return -theta > halfWidth;
        }

        /// Neither is more than this share over the other: the same answer when they change places.
        ///
        /// @param margin 0.1 is a tenth
        public boolean isWithin(double margin) {
            return Math.abs(theta) + halfWidth <= Math.log1p(margin);
        }

        /// The smallest lift whose interval would leave out zero now.
        public double smallestSeen() {
            return Math.expm1(halfWidth);
        }
    }

    /// Of `a` over `b`.
    ///
    /// @param alpha in what share of experiments the true lift may lie outside, ever
    static Lift of(ArmCount a, ArmCount b, double alpha) {
        if (!(alpha > 0 && alpha < 1)) throw new IllegalArgumentException("alpha: " + alpha + " (expected: 0 to 1)");
        if (!speaks(a) || !speaks(b)) return new Silent();
        double variance = (1 - a.rate()) / a.goals() + (1 - b.rate()) / b.goals();
        return new Seen(
                Math.log(a.rate()) - Math.log(b.rate()), halfWidth(variance, (double) a.users() + b.users(), alpha));
    }

    private static boolean speaks(ArmCount arm) {
        return arm.users() >= MIN_USERS && arm.goals() >= MIN_GOALS && arm.without() >= MIN_GOALS;
    }

    /// Half of the interval's width.
    ///
    /// @param variance of θ at `users`
    /// @param users of both arms; a double, so that a plan can ask for what is not there yet
    static double halfWidth(double variance, double users, double alpha) {
        double grown = users * rho2(alpha) + 1;
        return Math.sqrt(users * variance)
                * Math.sqrt(2 * grown / (users * (grown - 1)) * Math.log(Math.sqrt(grown) / alpha));
    }

    private static double rho2(double alpha) {
        double log = Math.log(alpha);
        return (-2 * log + Math.log(1 - 2 * log)) / TUNED_TO_USERS;
    }
}
