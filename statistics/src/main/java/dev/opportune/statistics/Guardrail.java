package dev.opportune.statistics;

import java.util.List;

/// Something that no arm may have more of than another, such as refusals after a push.
///
/// @param name as the policy calls it
/// @param arms `goals` are the users to whom it happened; without the hold-out, to which nothing was pushed
public record Guardrail(String name, List<ArmCount> arms) {

    public Guardrail {
        if (name.isBlank()) throw new IllegalArgumentException("name: blank (expected: a guardrail's)");
        arms = arms.stream().filter(it -> !it.isHoldout()).toList();
    }

    /// With its comparisons by intervals of its own: α is divided by their number, whatever the goal's are.
    ///
    /// @param comparisons of each two arms
    public record Checked(Guardrail guardrail, List<Comparison> comparisons) {

        public Checked {
            comparisons = List.copyOf(comparisons);
        }

        public String name() {
            return guardrail.name();
        }

        /// Whether it surely happens more often in `arm` than in another.
        public boolean isWorseIn(String arm) {
            return comparisons.stream().anyMatch(it -> it.isMoreIn(arm));
        }

        /// The arms in which it surely happens more often than in another.
        public List<String> worse() {
            return guardrail.arms().stream()
                    .map(ArmCount::name)
                    .filter(this::isWorseIn)
                    .toList();
        }
    }

    Checked checked(double alpha) {
        return new Checked(this, Comparisons.of(arms, alpha));
    }
}
