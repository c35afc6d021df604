package dev.opportune.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.opportune.statistics.Lift.Seen;
import dev.opportune.statistics.Lift.Silent;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiftTest {

    private static ArmCount arm(long users, long goals) {
        return new ArmCount("a", users, goals, false);
    }

    private static Seen seen(ArmCount a, ArmCount b, double alpha) {
        return (Seen) Lift.of(a, b, alpha);
    }

    /// By hand, with a pocket calculator's digits: 10 % and 12 % of 20,000 each.
    @Test
    void a_lift_and_its_interval_are_those_computed_by_hand() {
        var seen = seen(arm(20_000, 2_400), arm(20_000, 2_000), 0.05);
        assertThat(seen.lift()).isCloseTo(0.2, within(1e-12));
        assertThat(seen.theta()).isCloseTo(0.182322, within(1e-6));
        assertThat(seen.halfWidth()).isCloseTo(0.09179, within(1e-5));
        assertThat(seen.interval().low()).isCloseTo(0.09475, within(1e-4));
        assertThat(seen.interval().high()).isCloseTo(0.31537, within(1e-4));
        assertThat(seen.isMore()).isTrue();
        assertThat(seen.isLess()).isFalse();
    }

    /// Written out again from the formula as it is published, in another order and with decimals of 40 digits.
    @Test
    void generated_counts_have_the_interval_of_the_published_formula() {
        var chance = new Random(11);
        for (int i = 0; i < 2_000; i++) {
            var a = arm(200 + chance.nextInt(100_000), 0);
            var b = arm(200 + chance.nextInt(100_000), 0);
            a = arm(a.users(), 25 + chance.nextLong(a.users() - 50));
            b = arm(b.users(), 25 + chance.nextLong(b.users() - 50));
            double alpha = 0.05 / (1 + chance.nextInt(36));
            var seen = seen(a, b, alpha);
            assertThat(seen.halfWidth()).isCloseTo(published(a, b, alpha), within(1e-9));
            assertThat(Math.exp(seen.theta()) * b.rate()).isCloseTo(a.rate(), within(1e-9));
        }
    }

    private static double published(ArmCount a, ArmCount b, double alpha) {
        var math = new MathContext(40);
        var one = BigDecimal.ONE;
        var n = BigDecimal.valueOf(a.users() + b.users());
        var spread = BigDecimal.valueOf(a.users() - a.goals())
                .divide(BigDecimal.valueOf(a.users() * a.goals()), math)
                .add(BigDecimal.valueOf(b.users() - b.goals()).divide(BigDecimal.valueOf(b.users() * b.goals()), math));
        var inside =
                BigDecimal.valueOf(-2 * Math.log(alpha)).add(BigDecimal.valueOf(Math.log(1 - 2 * Math.log(alpha))));
        var rho2 = inside.divide(BigDecimal.valueOf(5_000), math);
        var t = n.multiply(rho2).add(one);
        var root = BigDecimal.valueOf(
                Math.log(t.sqrt(math).divide(BigDecimal.valueOf(alpha), math).doubleValue()));
        var bound =
                BigDecimal.TWO.multiply(t).multiply(root).divide(n.multiply(n).multiply(rho2), math);
        return n.multiply(spread).multiply(bound).sqrt(math).doubleValue();
    }

    @ParameterizedTest
    @CsvSource({
        "99, 40, true",
        "100, 40, false",
        "100, 24, true",
        "100, 25, false",
        "100, 76, true",
        "100, 75, false",
        "0, 0, true",
    })
    void nothing_is_said_until_each_arm_has_enough(long users, long goals, boolean isSilent) {
        var enough = arm(1_000, 500);
        assertThat(Lift.of(arm(users, goals), enough, 0.05) instanceof Silent).isEqualTo(isSilent);
        assertThat(Lift.of(enough, arm(users, goals), 0.05) instanceof Silent).isEqualTo(isSilent);
    }

    @Test
    void arms_that_change_places_turn_the_interval_round() {
        var one = seen(arm(9_000, 500), arm(7_000, 600), 0.01);
        var other = seen(arm(7_000, 600), arm(9_000, 500), 0.01);
        assertThat(other.theta()).isEqualTo(-one.theta());
        assertThat(other.halfWidth()).isCloseTo(one.halfWidth(), within(1e-12));
        assertThat(one.isLess()).isTrue();
        assertThat(other.isMore()).isTrue();
        for (double margin : new double[] {0.1, 0.5, 1, 2}) {
            assertThat(other.isWithin(margin)).isEqualTo(one.isWithin(margin));
        }
    }

    @Test
    void a_lift_as_large_as_the_smallest_that_can_be_seen_is_the_least_that_is_seen() {
        double smallest = seen(arm(20_000, 2_000), arm(20_000, 2_000), 0.05).smallestSeen();
        assertThat(new Seen(Math.log1p(smallest * 1.001), Math.log1p(smallest)).isMore())
                .isTrue();
        assertThat(new Seen(Math.log1p(smallest * 0.999), Math.log1p(smallest)).isMore())
                .isFalse();
    }

    @Test
    void margins_hold_in_both_directions() {
        assertThat(new Seen(0.04, 0.05).isWithin(0.1)).isTrue();
        assertThat(new Seen(-0.04, 0.05).isWithin(0.1)).isTrue();
        assertThat(new Seen(0.05, 0.05).isWithin(0.1)).isFalse();
        assertThat(new Seen(-0.05, 0.05).isWithin(0.1)).isFalse();
    }

    @Test
    void counts_that_cannot_be_are_refused() {
        assertThatThrownBy(() -> arm(10, 11)).hasMessage("goals: 11 (expected: 0 to 10)");
        assertThatThrownBy(() -> arm(-1, 0)).hasMessage("users: -1 (expected: >= 0)");
        assertThatThrownBy(() -> new ArmCount(" ", 1, 0, false)).hasMessage("name: blank (expected: an arm's)");
        assertThatThrownBy(() -> Lift.of(arm(10, 1), arm(10, 1), 0)).hasMessageStartingWith("alpha: 0.0");
    }
}
