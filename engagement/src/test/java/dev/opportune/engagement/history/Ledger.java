package dev.opportune.engagement.history;

import dev.opportune.engagement.report.Cells;
import dev.opportune.engagement.report.Label;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// What was counted, by hour and label: the plain model of all batches, folds and tallies. Thread-safe.
final class Ledger {

    /// In which hour all experiments are counted.
    static final long OF_EXPERIMENTS = (1 << 21) - 1;

    private final Map<Cell, Cells> cells = new HashMap<>();

    record Cell(long hour, Label label) {}

    synchronized void count(long hour, Label label, Consumer<Cells> what) {
        what.accept(cells.computeIfAbsent(new Cell(hour, label), _ -> new Cells()));
    }

    synchronized void count(long hour, Label label, String metric) {
        count(hour, label, it -> it.add(metric, 1));
    }

    /// In an experiment.
    void countOfUser(Label.OfArm label, String metric) {
        count(OF_EXPERIMENTS, label, metric);
    }

    synchronized Map<Cell, Cells> cells() {
        return new HashMap<>(cells);
    }
}
