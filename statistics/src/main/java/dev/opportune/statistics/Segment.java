package dev.opportune.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Who entered while the weights were the same.
///
/// @param shares of all arms, the hold-out too
public record Segment(List<Share> shares) {

    /// What the results call those who are shown nothing.
    public static final String HOLDOUT = "holdout";

    public Segment {
        shares = List.copyOf(shares);
        if (shares.stream().noneMatch(it -> it.weight() > 0)) {
            throw new IllegalArgumentException("shares: no weight (expected: one above 0)");
        }
    }

    /// One arm of it.
    ///
    /// @param weight what was asked for, in any unit that is the same for all arms; none enter an arm of 0
    /// @param users who entered
    public record Share(String arm, double weight, long users) {

        public Share {
            if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("weight: " + weight + " (expected: >= 0)");
            }
            if (users < 0) throw new IllegalArgumentException("users: " + users + " (expected: >= 0)");
        }
    }

    /// As a policy says it: the hold-out is cut first, the arms share the rest by their weights.
    ///
    /// @param weights by arm
    /// @param holdout percent of all, 0 for none
    /// @param users by arm, and of [#HOLDOUT]; who is not named has none
    public static Segment of(Map<String, ? extends Number> weights, double holdout, Map<String, Long> users) {
        if (!(holdout >= 0 && holdout < 100)) {
            throw new IllegalArgumentException("holdout: " + holdout + " (expected: 0 to 100)");
        }
        double all = weights.values().stream().mapToDouble(Number::doubleValue).sum();
        var shares = new ArrayList<Share>();
        weights.forEach((arm, weight) ->
                shares.add(new Share(arm, (100 - holdout) * weight.doubleValue() / all, users.getOrDefault(arm, 0L))));
        if (holdout > 0) shares.add(new Share(HOLDOUT, holdout, users.getOrDefault(HOLDOUT, 0L)));
        return new Segment(shares);
    }
}
