package dev.opportune.connectors.wire;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/// The messages on one connection that have no outcome, in the order in which they were sent, and what is done with
/// those whose answer is overdue. All may take as long, so the first is overdue first: one look for all, since a timer
/// for each message costs every push one. Bounded by the connection's permits. Confined to its lane.
final class Unanswered {

    private final LaneLoop lane;
    private final long patienceNanos;
    private final SequencedSet<Settlement> waiting = new LinkedHashSet<>();

    /// A look is due: when the first was overdue that was waiting as it was arranged.
    private boolean looks;

    /// @param patience how long an answer may take
    Unanswered(LaneLoop lane, Duration patience) {
        this.lane = lane;
        this.patienceNanos = patience.toNanos();
    }

    /// It is sent now.
    void add(Settlement message) {
        message.isOverdueAt(System.nanoTime() + patienceNanos);
        waiting.add(message);
        lookInTime();
    }

    /// It has its outcome.
    void remove(Settlement message) {
        waiting.remove(message);
    }

    int size() {
        return waiting.size();
    }

    private void lookInTime() {
        if (looks || waiting.isEmpty()) return;
        looks = true;
        long left = waiting.getFirst().overdueNanos() - System.nanoTime();
        var _ = lane.schedule(Duration.ofNanos(Math.max(0, left)), this::look);
    }

    private void look() {
        looks = false;
        while (!waiting.isEmpty() && waiting.getFirst().overdueNanos() - System.nanoTime() <= 0) {
            lane.run(waiting.removeFirst()::overdue);
        }
        lookInTime();
    }
}
