package dev.opportune.connectors.wire;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.concurrent.TimeUnit;

/// What is on its way out on one connection, and the last looks at it: before its first byte, and while it takes long.
/// Confined to the connection's lane.
final class Leaving<A extends Attempt> {

    /// What has not left so long after it was written is looked at once more.
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Line line;

    /// The oldest first; bounded by the permits.
    private final SequencedSet<A> underWay = new LinkedHashSet<>();

    Leaving(Line line) {
        this.line = line;
    }

    /// Settles one whose moment is over, or that is another's to send.
    boolean mayGo(A attempt) {
        boolean inTime = isInTime(attempt);
        boolean ours = attempt.isOurs();
        if (!inTime) attempt.settle(Outcomes.late());
        else if (!ours) attempt.settle(Outcomes.notOurs());
        return inTime && ours;
    }

    void begins(A attempt) {
        underWay.add(attempt);
    }

    void hasLeft(A attempt) {
        underWay.remove(attempt);
    }

    /// Whether bytes may come and go: what is on its way for long may be late by now, or another's to send, and is then
    /// stopped together with its connection.
    boolean mayFlow(Connection<A> connection) {
        if (underWay.isEmpty() || underWay.getFirst().nanosSinceWritten() < LONG_NANOS) return true;
        underWay.removeIf(Attempt::isSettled);
        for (A attempt : List.copyOf(underWay)) {
            if (!isInTime(attempt)) Fate.momentOver(attempt, connection);
            else if (!attempt.isOurs()) Fate.notOurs(attempt, connection);
            if (connection.hasEnded()) return false;
        }
        return true;
    }

    private boolean isInTime(A attempt) {
        return line.clock().millis() < attempt.deadline().toEpochMilli();
    }
}
