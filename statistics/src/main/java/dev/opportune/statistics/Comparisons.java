package dev.opportune.statistics;

import java.util.ArrayList;
import java.util.List;

/// Each two arms once: the later one over the earlier, and every one over the hold-out.
final class Comparisons {

    private Comparisons() {}

    /// @param alpha for all of them together: each gets its part
    static List<Comparison> of(List<ArmCount> arms, double alpha) {
        int pairs = count(arms.size());
        var comparisons = new ArrayList<Comparison>(pairs);
        for (int second = 1; second < arms.size(); second++) {
            for (int first = 0; first < second; first++) {
                boolean turned = arms.get(second).isHoldout();
                var a = arms.get(turned ? first : second);
                var b = arms.get(turned ? second : first);
                comparisons.add(Comparison.of(a, b, alpha / pairs));
            }
        }
        return List.copyOf(comparisons);
    }

    static int count(int arms) {
        return arms * (arms - 1) / 2;
    }
}
