package dev.opportune.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.opportune.statistics.Lift.Seen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {

    private static Plan plan(double rate, double lift) {
        return new Plan(rate, lift, 2, 0, 0.05, 0.8);
    }

    /// With as many users, and as many goals as are expected of them, the interval leaves out zero by as many standard
    /// errors as the normal distribution's table has for the chance.
    @ParameterizedTest
    @CsvSource({
        "0.05, 0.1, 2, 0, 0.8, 0.8416",
        "0.05, 0.1, 2, 5, 0.8, 0.8416",
        "0.2, 0.05, 2, 0, 0.95, 1.6449",
        "0.01, 0.1, 4, 10, 0.9, 1.2816",
        "0.3, 0.1, 8, 50, 0.5, 0",
        "0.05, 0.1, 2, 1, 0.2, -0.8416",
    })
    void a_plans_users_have_the_interval_that_the_chance_asks_for(
            double rate, double lift, int arms, double holdout, double power, double errors) {
        var plan = new Plan(rate, lift, arms, holdout, 0.05, power);
        double share = (1 - holdout / 100) / arms;
        assertThat(apart(plan, plan.users().orElseThrow(), share, share)).isCloseTo(errors, within(0.02));
        if (holdout == 0) return;
        assertThat(apart(plan, plan.usersAgainstHoldout().orElseThrow(), share, holdout / 100))
                .isCloseTo(errors, within(0.02));
    }

    private static double apart(Plan plan, long users, double shareA, double shareB) {
        double rateA = plan.rate() * (1 + plan.lift());
        var a = new ArmCount("a", Math.round(users * shareA), Math.round(users * shareA * rateA), false);
        var b = new ArmCount("b", Math.round(users * shareB), Math.round(users * shareB * plan.rate()), false);
        int others = plan.holdout() > 0 ? plan.arms() : plan.arms() - 1;
        int comparisons = 0;
        for (int arm = 1; arm <= others; arm++) comparisons += arm;
        assertThat(plan.comparisons()).isEqualTo(comparisons);
        var seen = (Seen) Lift.of(a, b, 0.05 / comparisons);
        double variance = (1 - a.rate()) / a.goals() + (1 - b.rate()) / b.goals();
        return (seen.theta() - seen.halfWidth()) / Math.sqrt(variance);
    }

    @Test
    void half_the_lift_takes_about_four_times_the_users() {
        long one = plan(0.05, 0.1).users().orElseThrow();
        long half = plan(0.05, 0.05).users().orElseThrow();
        assertThat((double) half / one).isBetween(3.8, 4.6);
    }

    @Test
    void however_large_the_lift_every_arm_needs_enough_to_speak() {
        long users = plan(0.3, 2).users().orElseThrow();
        assertThat(users).isEqualTo(500); // of 250 users with 90 % 25 are without the goal
        assertThat(plan(0.5, 0.9).users().orElseThrow()).isEqualTo(1_000); // of 500 with 95 %
    }

    @Test
    void without_a_hold_out_nobody_is_compared_with_it() {
        assertThat(plan(0.05, 0.1).usersAgainstHoldout()).isEmpty();
        assertThat(plan(0.0001, 0.0001).users()).isEmpty();
    }

    @Test
    void plans_that_cannot_be_are_refused() {
        assertThatThrownBy(() -> plan(1, 0.1)).hasMessage("rate: 1.0 (expected: above 0 and below 1)");
        assertThatThrownBy(() -> plan(0.5, 1)).hasMessage("lift: 1.0 (expected: a rate below 1 with it)");
        assertThatThrownBy(() -> plan(0.5, -0.1)).hasMessage("lift: -0.1 (expected: above 0)");
        assertThatThrownBy(() -> new Plan(0.1, 0.1, 9, 0, 0.05, 0.8)).hasMessage("arms: 9 (expected: 2 to 8)");
        assertThatThrownBy(() -> new Plan(0.1, 0.1, 2, 51, 0.05, 0.8)).hasMessage("holdout: 51.0 (expected: 0 to 50)");
        assertThatThrownBy(() -> new Plan(0.1, 0.1, 2, 0, 0, 0.8))
                .hasMessage("alpha: 0.0 (expected: above 0 and below 1)");
    }
}
