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

    /// Whether `arm` surely does it more often than the other one of the two.
    boolean isMoreIn(ArmCount arm) {
        return switch (lift) {
            case Lift.Silent _ -> false;
            case Lift.Seen seen -> arm.equals(a) ? seen.isMore() : arm.equals(b) && seen.isLess();
        };
    }

    boolean has(ArmCount arm) {
        return arm.equals(a) || arm.equals(b);
    }
}
