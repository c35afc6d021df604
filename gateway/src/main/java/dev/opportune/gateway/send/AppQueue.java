package dev.opportune.gateway.send;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.Standing;
import dev.opportune.gateway.send.Outgoing.Attempt;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.function.Consumer;

/// What waits in a lane for room at one app's connector: class first, then earliest deadline, then first come. Bounded
/// by the sends that a lane may hold ([SendLimits#maxHeldSends]). Confined to the lane.
final class AppQueue {

    private static final Comparator<Attempt> ORDER = Comparator.<Attempt>comparingInt(a -> a.send.classRank)
            .thenComparingLong(a -> a.send.deadlineMillis)
            .thenComparingLong(a -> a.order);

    final Connector connector;
    private final TreeSet<Attempt> waiting = new TreeSet<>(ORDER);
    private long arrivals;
    private boolean pumping;

    /// Attempts on the wire.
    int inFlight;

    /// The connector's limit, when last looked at.
    private int limit;

    AppQueue(Connector connector) {
        this.connector = connector;
    }

    void lookAtLimit() {
        limit = connector.limit();
    }

    int limit() {
        return limit;
    }

    void add(Attempt attempt) {
        attempt.order = arrivals++;
        waiting.add(attempt);
    }

    /// False when it was not waiting here.
    boolean remove(Attempt attempt) {
        return waiting.remove(attempt);
    }

    /// Hands over as much as the connector has room for, and the rest when it has again. Not re-entered: an attempt
    /// that
    /// is over at once must not begin the next one on top of its own stack.
    void pump(Consumer<Attempt> deliver) {
        if (pumping) return;
        pumping = true;
        try {
            while (connector.room(Standing.PROVEN) > 0) {
                var first = waiting.pollFirst();
                if (first == null) return;
                deliver.accept(first);
            }
        } finally {
            pumping = false;
        }
        if (!waiting.isEmpty()) connector.whenRoom(() -> pump(deliver));
    }
}
