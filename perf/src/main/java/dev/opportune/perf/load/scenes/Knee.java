package dev.opportune.perf.load.scenes;

import java.io.IOException;

/// The highest rate that is held.
final class Knee {

    /// A step that is not held is tried once more: the machine may have been somebody else's for a moment.
    private static final int TRIES = 2;

    private Knee() {}

    /// Whether a rate is held.
    interface Step {
        boolean holds(double rate) throws IOException;
    }

    /// Gives the last rate that was held before one that was not in both of its tries; 0 when the first is not.
    ///
    /// @param factor from one rate to the next
    /// @param most steps
    static double find(double first, double factor, int most, Step step) throws IOException {
        double knee = 0;
        double rate = first;
        for (int i = 0; i < most; i++) {
            if (!holds(rate, step)) return knee;
            knee = rate;
            rate *= factor;
        }
        return knee;
    }

    private static boolean holds(double rate, Step step) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            if (step.holds(rate)) return true;
        }
        return false;
    }
}
