package dev.opportune.statistics;

import dev.opportune.statistics.Guardrail.Checked;
import java.util.List;

/// All that the counts of an experiment say.
///
/// @param arms as they were given; those without data have zeros
/// @param comparisons each two arms once, at α divided by their number
public record Results(
        List<ArmCount> arms,
        List<Comparison> comparisons,
        SampleRatio ratio,
        List<Checked> guardrails,
        Verdict verdict) {

    /// In what share of experiments one of the goal's intervals may ever be wrong.
    public static final double ALPHA = 0.05;

    public Results {
        arms = List.copyOf(arms);
        comparisons = List.copyOf(comparisons);
        guardrails = List.copyOf(guardrails);
    }

    /// Looks at the counts.
    ///
    /// @param arms in the policy's order, of different names; the hold-out last, if there is one
    /// @param segments who entered, by weights; none while nobody did
    /// @param margin what is no difference worth having: 0.1 is a tenth
    /// @param alpha [#ALPHA]
    public static Results of(
            List<ArmCount> arms, List<Segment> segments, List<Guardrail> guardrails, double margin, double alpha) {
        if (arms.stream().map(ArmCount::name).distinct().count() != arms.size()) {
            throw new IllegalArgumentException("arms: two of one name (expected: different ones)");
        }
        if (arms.stream().filter(ArmCount::isHoldout).count() > 1) {
            throw new IllegalArgumentException("arms: two hold-outs (expected: one at most)");
        }
        if (!(margin > 0)) throw new IllegalArgumentException("margin: " + margin + " (expected: > 0)");
        var comparisons = Comparisons.of(arms, alpha);
        var ratio = SampleRatio.of(segments);
        var checked = guardrails.stream().map(it -> it.checked(alpha)).toList();
        var verdict = new Verdicts(arms, comparisons, checked, ratio, margin).verdict();
        return new Results(arms, comparisons, ratio, checked, verdict);
    }
}
