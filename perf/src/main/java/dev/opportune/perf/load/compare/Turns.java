package dev.opportune.perf.load.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// All turns of all sides under one kind of load.
final class Turns {

    private final List<Side> sides;
    private final List<List<Turn>> turns = new ArrayList<>();

    Turns(List<Side> sides) {
        this.sides = sides;
        for (var _ : sides) turns.add(new ArrayList<>());
    }

    void add(int side, Turn turn) {
        turns.get(side).add(turn);
    }

    /// The middle one; of an even number the mean of the two in the middle.
    double median(int side, ToDoubleFunction<Turn> of) {
        var sorted = turns.get(side).stream().mapToDouble(of).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// Median by median of the side that it is set beside.
    double ratio(int side, ToDoubleFunction<Turn> of) {
        return median(side, of) / median(sides.get(side).beside(), of);
    }

    double failed(int side) {
        return turns.get(side).stream().mapToDouble(Turn::failed).sum();
    }

    List<Side> sides() {
        return sides;
    }
}
