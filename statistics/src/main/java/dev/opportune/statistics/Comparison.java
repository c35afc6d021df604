package dev.opportune.statistics;

/// One arm beside another.
///
/// @param a whose lift it is
/// @param b over which; the hold-out wherever it is one of them
public record Comparison(ArmCount a, ArmCount b, Lift lift) {

    static Comparison of(ArmCount a, ArmCount b, double alpha) {
        return new Comparison(a, b, Lift.of(a, b, alpha));
    }

    /// Whether nobody of the hold-out is in it.
    boolean isOfVariants() {
        return !a.isHoldout() && !b.isHoldout();
    }

    /// Whether users of `arm` surely do it more often than the other one's.
    boolean isMoreIn(String arm) {
        return switch (lift) {
            case Lift.Silent _ -> false;
            case Lift.Seen seen -> (arm.equals(a.name()) && seen.isMore()) || (arm.equals(b.name()) && seen.isLess());
        };
    }

    boolean has(String arm) {
        return arm.equals(a.name()) || arm.equals(b.name());
    }
}
