package dev.opportune.statistics;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// What may be concluded now. Looked at again it may say more, and by the intervals' promise it rarely takes a word
/// back.
public sealed interface Verdict {

    /// In a few words, such as `urgent is better`.
    String words();

    /// What that means, in a sentence.
    String detail();

    /// Surely more often than every other arm, without a guardrail that is worse; of the hold-out: than all arms.
    record Better(String arm, boolean isHoldout) implements Verdict {

        @Override
        public String words() {
            return arm + " is better";
        }

        @Override
        public String detail() {
            return isHoldout
                    ? "Users who are shown nothing do the goal more often than those of any arm."
                    : "Its users do the goal more often than those of every other arm.";
        }
    }

    /// Better at the goal, at a price.
    ///
    /// @param guardrails that are worse there than in another arm
    record Harmful(String arm, List<String> guardrails) implements Verdict {

        public Harmful {
            guardrails = List.copyOf(guardrails);
        }

        @Override
        public String words() {
            return arm + " reaches the goal more often and does harm";
        }

        @Override
        public String detail() {
            return "Worse there than in another arm: " + String.join(", ", guardrails) + ".";
        }
    }

    /// All arms are surely alike, but for a margin.
    ///
    /// @param margin 0.1 is a tenth
    record NoDifference(double margin) implements Verdict {

        @Override
        public String words() {
            return "no difference over " + percent(margin);
        }

        @Override
        public String detail() {
            return "No arm is more than that over another; a smaller difference may be there.";
        }
    }

    /// Nothing can be concluded.
    ///
    /// @param smallestLift that could be seen now between any two arms; none while one of them has too little
    record NotYet(OptionalDouble smallestLift) implements Verdict {

        @Override
        public String words() {
            return "not yet";
        }

        @Override
        public String detail() {
            return smallestLift.isPresent()
                    ? "The smallest lift that could be seen now is " + percent(smallestLift.getAsDouble()) + "."
                    : "Every arm needs " + Lift.MIN_USERS + " users, " + Lift.MIN_GOALS + " with the goal and "
                            + Lift.MIN_GOALS + " without.";
        }
    }

    /// Users did not fall into arms as the weights say: no rate can be trusted.
    record Unsound(SampleRatio ratio) implements Verdict {

        @Override
        public String words() {
            return "not to be trusted";
        }

        @Override
        public String detail() {
            return "Users did not enter the arms as the weights say, so that some are missing from one: look for why, and"
                    + " begin again with a new salt.";
        }
    }

    private static String percent(double share) {
        double percent = share * 100;
        return (percent == Math.rint(percent)
                        ? String.format(Locale.ROOT, "%.0f", percent)
                        : String.format(Locale.ROOT, "%.1f", percent))
                + " %";
    }
}
