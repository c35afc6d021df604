package dev.opportune.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.opportune.statistics.Lift.Seen;
import dev.opportune.statistics.Lift.Silent;
import dev.opportune.statistics.Segment.Share;
import dev.opportune.statistics.Verdict.Better;
import dev.opportune.statistics.Verdict.Harmful;
import dev.opportune.statistics.Verdict.NoDifference;
import dev.opportune.statistics.Verdict.NotYet;
import dev.opportune.statistics.Verdict.Unsound;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {

    private static ArmCount arm(String name, long users, long goals) {
        return new ArmCount(name, users, goals, false);
    }

    private static ArmCount holdout(long users, long goals) {
        return new ArmCount("holdout", users, goals, true);
    }

    private static Results results(ArmCount... arms) {
        return Results.of(List.of(arms), List.of(), List.of(), 0.1, Results.ALPHA);
    }

    private static Results guarded(Guardrail guardrail, ArmCount... arms) {
        return Results.of(List.of(arms), List.of(), List.of(guardrail), 0.1, Results.ALPHA);
    }

    @Test
    void each_two_arms_are_compared_once_the_later_over_the_earlier_and_all_over_the_hold_out() {
        var results = results(arm("x", 1_000, 100), arm("y", 1_000, 100), arm("z", 1_000, 100), holdout(1_000, 100));
        assertThat(results.comparisons().stream()
                        .map(it -> it.a().name() + " over " + it.b().name()))
                .containsExactly(
                        "y over x", "z over x", "z over y", "x over holdout", "y over holdout", "z over holdout");
    }

    @Test
    void each_comparison_has_its_part_of_the_errors() {
        var two = results(arm("x", 9_000, 900), arm("y", 9_000, 900));
        var four = results(arm("x", 9_000, 900), arm("y", 9_000, 900), arm("z", 9_000, 900), holdout(9_000, 900));
        assertThat(two.comparisons().getFirst().lift())
                .isEqualTo(Lift.of(arm("y", 9_000, 900), arm("x", 9_000, 900), 0.05));
        assertThat(four.comparisons())
                .allSatisfy(it -> assertThat(it.lift()).isEqualTo(Lift.of(it.a(), it.b(), 0.05 / 6)));
    }

    @Test
    void the_arm_that_is_surely_over_every_other_is_better() {
        assertThat(results(arm("calm", 20_000, 2_000), arm("urgent", 20_000, 2_400))
                        .verdict())
                .isEqualTo(new Better("urgent", false));
        assertThat(results(arm("calm", 20_000, 2_400), arm("urgent", 20_000, 2_000))
                        .verdict())
                .isEqualTo(new Better("calm", false));
        assertThat(new Better("urgent", false).words()).isEqualTo("urgent is better");
    }

    @Test
    void an_arm_that_is_over_one_and_not_surely_over_another_is_not_better() {
        assertThat(results(arm("x", 20_000, 2_000), arm("y", 20_000, 2_400), arm("z", 20_000, 2_380))
                        .verdict())
                .isInstanceOf(NotYet.class);
    }

    @Test
    void a_small_hold_out_that_says_nothing_yet_does_not_keep_an_arm_from_being_better() {
        var results = results(arm("calm", 20_000, 2_000), arm("urgent", 20_000, 2_600), holdout(90, 9));
        assertThat(results.verdict()).isEqualTo(new Better("urgent", false));
        assertThat(results.comparisons().stream().filter(it -> it.lift() instanceof Silent))
                .hasSize(2);
    }

    @Test
    void an_arm_that_is_surely_under_the_hold_out_is_not_better() {
        assertThat(results(arm("calm", 20_000, 2_000), arm("urgent", 20_000, 2_600), holdout(20_000, 3_200))
                        .verdict())
                .isEqualTo(new Better("holdout", true));
        assertThat(results(arm("calm", 20_000, 2_000), arm("urgent", 20_000, 2_600), holdout(20_000, 2_650))
                        .verdict())
                .isEqualTo(new Better("urgent", false));
    }

    @Test
    void one_arm_alone_is_judged_against_the_hold_out() {
        assertThat(results(arm("x", 20_000, 2_400), holdout(20_000, 2_000)).verdict())
                .isEqualTo(new Better("x", false));
        assertThat(results(arm("x", 20_000, 2_000), holdout(20_000, 2_400)).verdict())
                .isEqualTo(new Better("holdout", true));
    }

    @Test
    void arms_that_are_surely_within_the_margin_show_no_difference() {
        var results = results(arm("x", 200_000, 20_000), arm("y", 200_000, 20_100));
        assertThat(results.verdict()).isEqualTo(new NoDifference(0.1));
        assertThat(results.verdict().words()).isEqualTo("no difference over 10 %");
        assertThat(results(arm("x", 200_000, 20_000), arm("y", 200_000, 20_100), arm("z", 2_000, 200))
                        .verdict())
                .isInstanceOf(NotYet.class);
    }

    @Test
    void until_then_it_says_what_could_be_seen() {
        var counts = new ArmCount[] {arm("x", 5_000, 500), arm("y", 5_000, 510)};
        var verdict = (NotYet) results(counts).verdict();
        var seen = (Seen) results(counts).comparisons().getFirst().lift();
        assertThat(verdict.smallestLift()).hasValue(seen.smallestSeen());
        assertThat(verdict.words()).isEqualTo("not yet");
        assertThat(verdict.detail())
                .startsWith("The smallest lift that could be seen now is 2")
                .contains(" %.");
        assertThat(results(arm("x", 5_000, 500), arm("y", 99, 10)).verdict().detail())
                .isEqualTo("Every arm needs 100 users, 25 with the goal and 25 without.");
    }

    @Test
    void of_several_comparisons_the_widest_says_what_could_be_seen() {
        var results = results(arm("x", 9_000, 900), arm("y", 9_000, 900), arm("z", 3_000, 300));
        var widest = results.comparisons().stream()
                .map(it -> (Seen) it.lift())
                .mapToDouble(Seen::smallestSeen)
                .max();
        assertThat(((NotYet) results.verdict()).smallestLift()).isEqualTo(widest);
    }

    @Test
    void arms_without_anybody_have_rows_of_zeros() {
        var results = results(arm("x", 0, 0), arm("y", 0, 0), holdout(0, 0));
        assertThat(results.arms()).allSatisfy(it -> assertThat(it.rate()).isZero());
        assertThat(results.comparisons())
                .hasSize(3)
                .allSatisfy(it -> assertThat(it.lift()).isEqualTo(new Silent()));
        assertThat(((NotYet) results.verdict()).smallestLift()).isEmpty();
    }

    @Test
    void a_broken_ratio_leaves_no_other_verdict() {
        var broken = new Segment(List.of(new Share("calm", 50, 20_000), new Share("urgent", 50, 18_000)));
        var results = Results.of(
                List.of(arm("calm", 20_000, 2_000), arm("urgent", 18_000, 2_400)),
                List.of(broken),
                List.of(),
                0.1,
                Results.ALPHA);
        assertThat(results.verdict()).isInstanceOf(Unsound.class);
        assertThat(results.comparisons()).isNotEmpty();
    }

    @Test
    void an_arm_with_a_guardrail_that_is_worse_is_not_better() {
        var calm = arm("calm", 20_000, 2_000);
        var urgent = arm("urgent", 20_000, 2_400);
        var refusals = new Guardrail("refused_after", List.of(arm("calm", 20_000, 200), arm("urgent", 20_000, 400)));
        var results = guarded(refusals, calm, urgent);
        assertThat(results.verdict()).isEqualTo(new Harmful("urgent", List.of("refused_after")));
        assertThat(results.guardrails().getFirst().worse()).containsExactly("urgent");
    }

    @Test
    void a_guardrail_that_is_worse_elsewhere_or_not_surely_worse_keeps_no_arm_from_being_better() {
        var calm = arm("calm", 20_000, 2_000);
        var urgent = arm("urgent", 20_000, 2_400);
        for (long refused : new long[] {0, 20, 100, 200, 205}) {
            var refusals =
                    new Guardrail("refused_after", List.of(arm("calm", 20_000, 200), arm("urgent", 20_000, refused)));
            assertThat(guarded(refusals, calm, urgent).verdict()).isEqualTo(new Better("urgent", false));
        }
    }

    @Test
    void guardrails_have_errors_of_their_own_and_leave_the_hold_out_out() {
        var guardrail = new Guardrail(
                "refused_after", List.of(arm("x", 20_000, 200), arm("y", 20_000, 300), holdout(20_000, 90)));
        var results = guarded(guardrail, arm("x", 20_000, 200), arm("y", 20_000, 200), holdout(20_000, 100));
        var checked = results.guardrails().getFirst();
        assertThat(checked.comparisons()).hasSize(1);
        assertThat(checked.comparisons().getFirst().lift())
                .isEqualTo(Lift.of(arm("y", 20_000, 300), arm("x", 20_000, 200), 0.05));
    }

    @Test
    void what_cannot_be_an_experiment_is_refused() {
        assertThatThrownBy(() -> results(arm("x", 1, 0), arm("x", 1, 0)))
                .hasMessage("arms: two of one name (expected: different ones)");
        assertThatThrownBy(() -> results(holdout(1, 0), new ArmCount("other", 1, 0, true)))
                .hasMessage("arms: two hold-outs (expected: one at most)");
        assertThatThrownBy(() -> Results.of(List.of(), List.of(), List.of(), 0, 0.05))
                .hasMessage("margin: 0.0 (expected: > 0)");
    }

    @Test
    void a_rate_has_wilsons_interval_however_many_there_are() {
        assertThat(Wilson.of(20, 40).low()).isCloseTo(0.352, within(0.001));
        assertThat(Wilson.of(20, 40).high()).isCloseTo(0.648, within(0.001));
        assertThat(Wilson.of(0, 10).low()).isZero();
        assertThat(Wilson.of(10, 10).high()).isEqualTo(1);
        var many = Wilson.of(1L << 39, 1L << 40);
        assertThat(many.contains(0.5)).isTrue();
        assertThat(many.high() - many.low()).isLessThan(0.001);
        assertThatThrownBy(() -> Wilson.of(0, 0)).hasMessage("all: 0 (expected: >= 1)");
        assertThatThrownBy(() -> Wilson.of(2, 1)).hasMessage("some: 2 (expected: 0 to 1)");
    }
}
