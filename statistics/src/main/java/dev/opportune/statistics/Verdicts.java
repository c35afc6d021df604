package dev.opportune.statistics;

import dev.opportune.statistics.Guardrail.Checked;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// What follows from comparisons, guardrails and ratio.
///
/// @param comparisons of the goal
/// @param margin 0.1 is a tenth
record Verdicts(
        List<ArmCount> arms, List<Comparison> comparisons, List<Checked> guardrails, SampleRatio ratio, double margin) {

    Verdict verdict() {
        if (!ratio.isSound()) return new Verdict.Unsound(ratio);
        var winner = winner();
        if (winner.isPresent()) return won(winner.get());
        var deciding = deciding();
        if (!deciding.isEmpty() && deciding.stream().allMatch(this::isWithin)) return new Verdict.NoDifference(margin);
        return new Verdict.NotYet(smallestLift(deciding));
    }

    private Verdict won(ArmCount winner) {
        var worse = guardrails.stream()
                .filter(it -> it.isWorseIn(winner.name()))
                .map(Checked::name)
                .toList();
        if (!worse.isEmpty()) return new Verdict.Harmful(winner.name(), worse);
        return new Verdict.Better(winner.name(), winner.isHoldout());
    }

    /// Surely over every other arm, and not surely under the hold-out; or the hold-out, surely over all.
    private Optional<ArmCount> winner() {
        return arms.stream()
                .filter(arm -> {
                    var over = comparisons.stream()
                            .filter(it -> it.has(arm.name()))
                            .filter(it -> arm.isHoldout() || deciding().contains(it))
                            .toList();
                    return !over.isEmpty()
                            && over.stream().allMatch(it -> it.isMoreIn(arm.name()))
                            && !isUnderHoldout(arm);
                })
                .findFirst();
    }

    private boolean isUnderHoldout(ArmCount arm) {
        return comparisons.stream()
                .anyMatch(it -> it.a().equals(arm)
                        && it.b().isHoldout()
                        && it.isMoreIn(it.b().name()));
    }

    /// The arms among each other; one alone is compared with the hold-out.
    private List<Comparison> deciding() {
        var variants = comparisons.stream().filter(Comparison::isOfVariants).toList();
        return variants.isEmpty() ? comparisons : variants;
    }

    private boolean isWithin(Comparison comparison) {
        return switch (comparison.lift()) {
            case Lift.Silent _ -> false;
            case Lift.Seen seen -> seen.isWithin(margin);
        };
    }

    private static OptionalDouble smallestLift(List<Comparison> deciding) {
        double largest = 0;
        for (var comparison : deciding) {
            switch (comparison.lift()) {
                case Lift.Silent _ -> {
                    return OptionalDouble.empty();
                }
                case Lift.Seen seen -> largest = Math.max(largest, seen.smallestSeen());
            }
        }
        return deciding.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(largest);
    }
}
