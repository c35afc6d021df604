package dev.opportune.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/// A simulated experiment: users enter one after the other, fall into arms by their shares and do the goal by their
/// arm's rate, and someone looks at the results every so many users.
final class Trial {

    private final double[] shares;
    private final double[] rates;
    private final boolean isWithHoldout;
    private final int users;
    private final int look;

    /// A trial of so many users.
    ///
    /// @param shares of the arms, together 1
    /// @param rates of the arms
    /// @param isWithHoldout the last arm is shown nothing
    /// @param look after how many users someone looks
    Trial(double[] shares, double[] rates, boolean isWithHoldout, int users, int look) {
        this.shares = shares.clone();
        this.rates = rates.clone();
        this.isWithHoldout = isWithHoldout;
        this.users = users;
        this.look = look;
    }

    static Trial of(double shareA, double rateA, double rateB, int users) {
        return new Trial(new double[] {shareA, 1 - shareA}, new double[] {rateA, rateB}, false, users, 100);
    }

    /// How many of so many runs had a look for which this is so.
    int ever(int runs, long seed, Predicate<Results> isSo) {
        int ever = 0;
        for (int run = 0; run < runs; run++) if (run(new SplittableRandom(seed + run), isSo)) ever++;
        return ever;
    }

    private boolean run(SplittableRandom chance, Predicate<Results> isSo) {
        var entered = new long[shares.length];
        var goals = new long[shares.length];
        for (int user = 1; user <= users; user++) {
            int arm = arm(chance.nextDouble());
            entered[arm]++;
            if (chance.nextDouble() < rates[arm]) goals[arm]++;
            if (user % look == 0 && isSo.test(Results.of(counts(entered, goals), List.of(), List.of(), 0.1, 0.05))) {
                return true;
            }
        }
        return false;
    }

    private int arm(double drawn) {
        int arm = 0;
        double left = drawn;
        while (arm < shares.length - 1 && left >= shares[arm]) left -= shares[arm++];
        return arm;
    }

    private List<ArmCount> counts(long[] entered, long[] goals) {
        var counts = new ArrayList<ArmCount>();
        for (int arm = 0; arm < entered.length; arm++) {
            boolean isHoldout = isWithHoldout && arm == entered.length - 1;
            counts.add(new ArmCount("arm-" + arm, entered[arm], goals[arm], isHoldout));
        }
        return counts;
    }

    /// Whether any interval leaves out the true lift.
    boolean isAnyWrong(Results results) {
        return results.comparisons().stream().anyMatch(it -> switch (it.lift()) {
            case Lift.Silent _ -> false;
            case Lift.Seen seen -> Math.abs(seen.theta() - Math.log(rate(it.a()) / rate(it.b()))) > seen.halfWidth();
        });
    }

    private double rate(ArmCount arm) {
        return rates[Integer.parseInt(arm.name().substring("arm-".length()))];
    }
}
