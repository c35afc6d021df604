package dev.opportune.gateway.lane;

import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.experiment.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Whether what experiments wait for can be heard: a conversion that nobody may report is never done, in no arm.
final class ExperimentGoals {

    private ExperimentGoals() {}

    /// What speaks against a policy; nothing: each goal of an experiment that runs may be reported.
    ///
    /// @param conversions the names that may be reported; null: nothing is measured, and nobody enters
    static List<String> problems(Policy policy, @Nullable Set<String> conversions) {
        var problems = new ArrayList<String>();
        if (conversions == null) return problems;
        for (var experiment : policy.experiments().values()) {
            if (!experiment.isRunning()) continue;
            switch (experiment.goal()) {
                case Goal.Opened _, Goal.Clicked _ -> {}
                case Goal.Converted(var name) when conversions.contains(name) -> {}
                case Goal.Converted goal ->
                    problems.add("experiments." + experiment.name() + ".goal: " + goal.word()
                            + " (expected: a name of engagement.conversions in the configuration: "
                            + (conversions.isEmpty() ? "there is none" : String.join(", ", new TreeSet<>(conversions)))
                            + ")");
            }
        }
        return problems;
    }
}
