package dev.opportune.gateway.send;

import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.send.Scan;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/// The nearest deadline of what is ready in each of a lane's own partitions, by class, as its last look found it.
/// Written on the lane, read on any thread.
final class ReadyDeadlines {

    private static final int CLASSES = SendClass.values().length;
    private static final long NONE = Long.MAX_VALUE;
    private static final double MILLIS_A_SECOND = 1e3;

    private final AtomicLongArray firstMillis;

    ReadyDeadlines(int partitions) {
        this.firstMillis = new AtomicLongArray(partitions * CLASSES);
        for (int i = 0; i < firstMillis.length(); i++) firstMillis.set(i, NONE);
    }

    /// @param heads the first that are ready, by class and deadline: not all classes need be among them
    void saw(int partition, Scan.Counts counts, List<Scan.Ready> heads) {
        for (var each : SendClass.values()) {
            if (counts.ready().getOrDefault(each, 0L) == 0) firstMillis.set(at(partition, each), NONE);
        }
        for (int i = heads.size() - 1; i >= 0; i--) {
            var head = heads.get(i);
            firstMillis.set(at(partition, head.sendClass()), head.deadlineMillis());
        }
    }

    /// In seconds since 1970 by Redis' clock; NaN: nothing of the class is ready.
    double nearestSeconds(SendClass sendClass) {
        long nearest = NONE;
        for (int i = sendClass.rank(); i < firstMillis.length(); i += CLASSES) {
            nearest = Math.min(nearest, firstMillis.get(i));
        }
        return nearest == NONE ? Double.NaN : nearest / MILLIS_A_SECOND;
    }

    private static int at(int partition, SendClass sendClass) {
        return partition * CLASSES + sendClass.rank();
    }
}
