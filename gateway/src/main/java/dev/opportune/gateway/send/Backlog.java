package dev.opportune.gateway.send;

import dev.opportune.ratelimiter.send.Scan;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/// How many sends wait and are ready in a lane's partitions, as its last look at each found them. Written on the lane,
/// read on any thread.
final class Backlog {

    final AtomicLong waiting = new AtomicLong();
    final AtomicLong critical = new AtomicLong();
    final AtomicLong transactional = new AtomicLong();
    final AtomicLong promotional = new AtomicLong();

    private final Scan.Counts[] seen;

    Backlog(int partitions) {
        this.seen = new Scan.Counts[partitions];
        Arrays.fill(seen, new Scan.Counts(0, 0, 0, 0));
    }

    void saw(int partition, Scan.Counts now) {
        var before = seen[partition];
        seen[partition] = now;
        waiting.addAndGet(now.waiting() - before.waiting());
        critical.addAndGet(now.readyCritical() - before.readyCritical());
        transactional.addAndGet(now.readyTransactional() - before.readyTransactional());
        promotional.addAndGet(now.readyPromotional() - before.readyPromotional());
    }
}
