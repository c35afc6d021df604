package dev.opportune.statistics;

import java.util.OptionalLong;
import org.apache.commons.numbers.gamma.Erfc;

/// How many users an experiment needs, from the same intervals that judge it. It asks for the chance to have seen the
/// lift by a look at the end alone, so that whoever looks as it goes has a better one.
///
/// @param rate the share that does the goal without the lift, 0 to 1
/// @param lift the smallest worth seeing: 0.1 is a tenth more
/// @param arms that share users evenly, without the hold-out
/// @param holdout percent of all that enter
/// @param alpha for all comparisons together
/// @param power the chance to see the lift if it is there
public record Plan(double rate, double lift, int arms, double holdout, double alpha, double power) {

    public static final int MAX_ARMS = 8;

    /// More than a policy may hold out, and more than any experiment can use.
    public static final double MAX_HOLDOUT = 50;

    /// Where the search ends: more users than there are people.
    static final double MAX_USERS = 1e11;

    public Plan {
        require("rate", rate, rate > 0 && rate < 1, "above 0 and below 1");
        require("lift", lift, lift > 0 && lift < Double.POSITIVE_INFINITY, "above 0");
        require("lift", lift, rate * (1 + lift) < 1, "a rate below 1 with it");
        require("arms", arms, arms >= 2 && arms <= MAX_ARMS, "2 to " + MAX_ARMS);
        require("holdout", holdout, holdout >= 0 && holdout <= MAX_HOLDOUT, "0 to " + (int) MAX_HOLDOUT);
        require("alpha", alpha, alpha > 0 && alpha < 1, "above 0 and below 1");
        require("power", power, power > 0 && power < 1, "above 0 and below 1");
    }

    private static void require(String name, Number value, boolean holds, String expected) {
        if (!holds) throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }

    /// Each two arms, and every one with the hold-out.
    public int comparisons() {
        return Comparisons.count(holdout > 0 ? arms + 1 : arms);
    }

    /// Who must enter to see that one arm is so much over another; empty if no number of users is enough.
    public OptionalLong users() {
        return needed(share(), share());
    }

    /// Who must enter to see that an arm is so much over the hold-out; empty without one.
    public OptionalLong usersAgainstHoldout() {
        return holdout == 0 ? OptionalLong.empty() : needed(share(), holdout / 100);
    }

    private double share() {
        return (1 - holdout / 100) / arms;
    }

    private OptionalLong needed(double shareA, double shareB) {
        double low = 1;
        double high = MAX_USERS;
        if (!isEnough(high, shareA, shareB)) return OptionalLong.empty();
        while (high - low > 1) {
            double middle = Math.floor((low + high) / 2);
            if (isEnough(middle, shareA, shareB)) high = middle;
            else low = middle;
        }
        return OptionalLong.of((long) high);
    }

    private boolean isEnough(double all, double shareA, double shareB) {
        double usersA = all * shareA;
        double usersB = all * shareB;
        double rateA = rate * (1 + lift);
        if (!speaks(usersA, rateA) || !speaks(usersB, rate)) return false;
        double variance = (1 - rateA) / (usersA * rateA) + (1 - rate) / (usersB * rate);
        double halfWidth = Lift.halfWidth(variance, usersA + usersB, alpha / comparisons());
        return below((Math.log1p(lift) - halfWidth) / Math.sqrt(variance)) >= power;
    }

    private static boolean speaks(double users, double rate) {
        return users >= Lift.MIN_USERS && users * Math.min(rate, 1 - rate) >= Lift.MIN_GOALS;
    }

    /// The normal distribution's share below `z`.
    private static double below(double z) {
        return Erfc.value(-z / Math.sqrt(2)) / 2;
    }
}
