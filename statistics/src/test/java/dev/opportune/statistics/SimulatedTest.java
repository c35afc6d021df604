package dev.opportune.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.statistics.Lift.Seen;
import dev.opportune.statistics.Segment.Share;
import dev.opportune.statistics.Verdict.Better;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the statistics promise, held by simulated experiments. Seeds are fixed: the same runs each time.
/// `-Dopportune.runs=2000` for all of them, without which a bar has the leeway that chance gives to few.
class SimulatedTest {

    private static final int ALL_RUNS = 2_000;

    private static final int RUNS = Integer.getInteger("opportune.runs", 40);

    private static final long SEED = Long.getLong("opportune.seed", 1);

    @ParameterizedTest
    @CsvSource({"0.01, 0.5", "0.05, 0.5", "0.20, 0.5", "0.01, 0.95", "0.05, 0.95", "0.20, 0.95"})
    void of_two_equal_arms_hardly_any_is_ever_called_better(double rate, double share) {
        var trial = Trial.of(share, rate, rate, 50_000);
        int better = trial.ever(RUNS, SEED, it -> it.verdict() instanceof Better);
        tell("A/A, a rate of %s, a share of %s, 500 looks: better".formatted(rate, share), better, RUNS);
        assertAtMost(better, RUNS, 0.05);
    }

    /// That the simulation sees what goes wrong: the same looks at the interval of one look.
    @Test
    void the_interval_of_a_single_look_calls_many_better() {
        int better = Trial.of(0.5, 0.05, 0.05, 50_000)
                .ever(
                        RUNS,
                        SEED,
                        it -> isSignificantAtOnce(
                                it.arms().getFirst(), it.arms().getLast()));
        tell("A/A, a rate of 0.05, a share of 0.5, 500 looks at an interval for one look: better", better, RUNS);
        assertThat(better).isGreaterThan(RUNS / 4);
    }

    private static boolean isSignificantAtOnce(ArmCount a, ArmCount b) {
        if (!(Lift.of(a, b, 0.05) instanceof Seen seen)) return false;
        return Math.abs(seen.theta()) > 1.96 * Math.sqrt((1 - a.rate()) / a.goals() + (1 - b.rate()) / b.goals());
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.10, 0.12", "0.5, 0.05, 0.06", "0.5, 0.20, 0.15", "0.95, 0.05, 0.06", "0.95, 0.20, 0.25"})
    void the_actuallift_lies_in_all_intervals_that_are_ever_shown(double share, double a, double b) {
        var trial = Trial.of(share, a, b, 50_000);
        int wrong = trial.ever(RUNS, SEED, trial::isAnyWrong);
        tell(
                "rates %s and %s, a share of %s, 500 looks: an interval without the true lift".formatted(a, b, share),
                wrong,
                RUNS);
        assertAtMost(wrong, RUNS, 0.05);
    }

    @Test
    void so_it_is_with_three_arms_and_a_hold_out_together() {
        var trial =
                new Trial(new double[] {0.3, 0.3, 0.3, 0.1}, new double[] {0.1, 0.1, 0.12, 0.09}, true, 50_000, 100);
        int wrong = trial.ever(RUNS, SEED, trial::isAnyWrong);
        tell("three arms and a hold-out of 10 %, 500 looks: any of six intervals without the true lift", wrong, RUNS);
        assertAtMost(wrong, RUNS, 0.05);
    }

    @ParameterizedTest
    @CsvSource({"0.10, 0.12, 40000, 0.95", "0.05, 0.06, 20000, 0.55"})
    void a_lift_that_is_there_is_found(double a, double b, int users, double power) {
        int better = Trial.of(0.5, a, b, users)
                .ever(
                        RUNS,
                        SEED,
                        it -> it.verdict() instanceof Better found
                                && found.arm().equals("arm-1"));
        tell("rates %s and %s, %,d users: found".formatted(a, b, users), better, RUNS);
        assertAtLeast(better, RUNS, power);
    }

    /// At its end as often as was planned, and before it more often than that.
    @ParameterizedTest
    @CsvSource({"0.05, 0.2, 0.8", "0.10, 0.2, 0.9", "0.2, 0.1, 0.5"})
    void a_plans_users_are_enough_and_not_too_many(double rate, double lift, double power) {
        int users =
                Math.toIntExact(new Plan(rate, lift, 2, 0, 0.05, power).users().orElseThrow());
        var atItsEnd = new Trial(new double[] {0.5, 0.5}, new double[] {rate, rate * (1 + lift)}, false, users, users);
        int seen = atItsEnd.ever(RUNS, SEED, it -> it.verdict() instanceof Better);
        int ever = Trial.of(0.5, rate, rate * (1 + lift), users).ever(RUNS, SEED, it -> it.verdict() instanceof Better);
        tell(
                "a rate of %s, a lift of %s, %,d users by a plan for %s: seen at the end"
                        .formatted(rate, lift, users, power),
                seen,
                RUNS);
        tell("the same with a look every 100 users: seen", ever, RUNS);
        assertThat((double) seen / RUNS).isBetween(power - leeway(power) - 0.02, power + leeway(power) + 0.02);
        assertThat(ever).isGreaterThanOrEqualTo(seen);
    }

    @ParameterizedTest
    @CsvSource({"'50,50'", "'95,5'", "'47.5,47.5,5'", "'30,30,20,10,10'"})
    void a_sound_ratio_is_hardly_ever_called_unsound(String weights) {
        int runs = 10 * RUNS;
        int unsound = unsound(runs, shares(weights), shares(weights), 100_000);
        tell("users as the weights %s say, 100,000 users, 500 looks: unsound".formatted(weights), unsound, runs);
        assertAtMost(unsound, runs, 0.001);
    }

    /// Of the hold-out's 5 % one leaks: into the arms, or out of sight.
    @ParameterizedTest
    @CsvSource({"'47.5,47.5,5', '48,48,4'", "'47.5,47.5,5', '47.5,47.5,4'"})
    void a_leak_of_one_percent_out_of_a_hold_out_is_found_by_20_000_users(String weights, String actual) {
        int found = unsound(RUNS, shares(weights), shares(actual), 20_000);
        tell("weights %s, users as %s, 20,000 users: unsound".formatted(weights, actual), found, RUNS);
        assertAtLeast(found, RUNS, 0.95);
    }

    private static double[] shares(String weights) {
        return Stream.of(weights.split(",", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static int unsound(int runs, double[] weights, double[] actual, int users) {
        int unsound = 0;
        for (int run = 0; run < runs; run++) {
            if (isEverUnsound(new SplittableRandom(SEED + run), weights, actual, users)) unsound++;
        }
        return unsound;
    }

    private static boolean isEverUnsound(SplittableRandom chance, double[] weights, double[] actual, int users) {
        double all = 0;
        for (double it : actual) all += it;
        var entered = new long[weights.length];
        for (int user = 1; user <= users; user++) {
            double left = chance.nextDouble() * all;
            int arm = 0;
            while (arm < actual.length - 1 && left >= actual[arm]) left -= actual[arm++];
            entered[arm]++;
            if (user % 200 == 0
                    && !SampleRatio.of(List.of(segment(weights, entered))).isSound()) return true;
        }
        return false;
    }

    private static Segment segment(double[] weights, long[] entered) {
        var shares = new ArrayList<Share>();
        for (int arm = 0; arm < weights.length; arm++) shares.add(new Share("arm-" + arm, weights[arm], entered[arm]));
        return new Segment(shares);
    }

    private static void assertAtMost(int times, int runs, double bar) {
        assertThat((double) times / runs).isLessThanOrEqualTo(bar + leeway(bar, runs));
    }

    private static void assertAtLeast(int times, int runs, double bar) {
        assertThat((double) times / runs).isGreaterThanOrEqualTo(bar - leeway(bar, runs));
    }

    private static double leeway(double bar) {
        return leeway(bar, RUNS);
    }

    /// Three standard errors of few runs; none of all.
    private static double leeway(double bar, int runs) {
        return RUNS >= ALL_RUNS ? 0 : 3 * Math.sqrt(bar * (1 - bar) / runs);
    }

    private static void tell(String what, int times, int runs) {
        System.out.printf("%s %,d of %,d runs from seed %d%n", what, times, runs, SEED);
    }
}
