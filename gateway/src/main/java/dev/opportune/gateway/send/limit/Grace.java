package dev.opportune.gateway.send.limit;

import java.time.Duration;
import java.util.Arrays;

/// When leases have run out whose owners had no chance to renew them: Redis was away, or this lane was itself
/// stopped, and with it perhaps all of its machine. The owners are as alive as this lane, so they have a whole
/// lease again before it takes anything from them. Confined to the lane.
///
/// What is shorter than a quarter of a lease costs nobody a lease: half of one is left when it is renewed. And where
/// one such time follows the other, as on a machine that is far too busy, all of them together last for no more than
/// [#MOST] leases, lest nothing of the dead be taken over while that goes on.
public final class Grace {

    /// Leases that owners have at most, however often they could not renew.
    private static final int MOST = 3;

    private static final long NEVER = Long.MAX_VALUE;

    private final long leaseNanos;
    private final long shortNanos;

    /// By partition, by [System#nanoTime]: since when Redis does not answer, or [#NEVER].
    private final long[] lostNanos;

    /// By partition: when the time that its owners have began.
    private final long[] begunNanos;

    /// By partition: when the first of those began that follow each other without an end between them.
    private final long[] firstNanos;

    private long lookedNanos;

    public Grace(Duration lease, int partitions, long nowNanos) {
        this.leaseNanos = lease.toNanos();
        this.shortNanos = leaseNanos / 4;
        this.lostNanos = new long[partitions];
        this.begunNanos = new long[partitions];
        this.firstNanos = new long[partitions];
        this.lookedNanos = nowNanos;
        Arrays.fill(lostNanos, NEVER);
        Arrays.fill(begunNanos, nowNanos - leaseNanos);
        Arrays.fill(firstNanos, nowNanos - leaseNanos);
    }

    /// The lane looks around, as it does many times in a lease unless it was stopped.
    public void looks(long nowNanos) {
        if (nowNanos - lookedNanos >= shortNanos) {
            for (int p = 0; p < begunNanos.length; p++) begins(p, nowNanos);
        }
        lookedNanos = nowNanos;
    }

    /// Redis did not answer for this partition what was asked then.
    public void lost(int partition, long askedNanos) {
        if (lostNanos[partition] == NEVER) lostNanos[partition] = askedNanos;
    }

    /// Redis answers for this partition.
    public void heard(int partition, long nowNanos) {
        if (lostNanos[partition] == NEVER) return;
        if (nowNanos - lostNanos[partition] >= shortNanos) begins(partition, nowNanos);
        lostNanos[partition] = NEVER;
    }

    public boolean isOver(int partition, long nowNanos) {
        return nowNanos - begunNanos[partition] >= leaseNanos || nowNanos - firstNanos[partition] >= MOST * leaseNanos;
    }

    private void begins(int partition, long nowNanos) {
        if (nowNanos - begunNanos[partition] >= leaseNanos) firstNanos[partition] = nowNanos;
        begunNanos[partition] = nowNanos;
    }
}
