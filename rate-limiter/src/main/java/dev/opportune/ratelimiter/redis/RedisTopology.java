package dev.opportune.ratelimiter.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Which node serves which slots, as the lanes of a gateway have learnt it: one for all of them, whichever asks.
/// Safe on any thread.
public final class RedisTopology {

    /// A cluster is asked this often when all is well,
    static final Duration EVERY = Duration.ofSeconds(5);

    /// and this often while something is not.
    static final Duration SOONEST = Duration.ofMillis(200);

    private final boolean cluster;
    private final AtomicReference<SlotTable> table;
    private final AtomicLong askedAtNanos = new AtomicLong(System.nanoTime() - SOONEST.toNanos());
    private volatile boolean wanted = true;

    public RedisTopology(RedisServers servers) {
        this.cluster = servers instanceof RedisServers.Cluster;
        this.table = new AtomicReference<>(servers.table());
    }

    SlotTable table() {
        return table.get();
    }

    /// It may have changed.
    void want() {
        if (cluster) wanted = true;
    }

    /// Whether whoever asks this is to ask a node now, and nobody else.
    boolean takeTurn(long nowNanos) {
        if (!cluster) return false;
        long asked = askedAtNanos.get();
        if (nowNanos - asked < (wanted ? SOONEST : EVERY).toNanos()) return false;
        if (!askedAtNanos.compareAndSet(asked, nowNanos)) return false;
        wanted = false;
        return true;
    }

    /// What a node said.
    void saw(SlotTable said) {
        var _ = table.updateAndGet(said::over);
    }

    /// A node said that another one serves this slot by now.
    void moved(int slot, NodeAddress to) {
        var _ = table.updateAndGet(before -> before.with(slot, to));
        want(); // more than this slot may have moved
    }
}
