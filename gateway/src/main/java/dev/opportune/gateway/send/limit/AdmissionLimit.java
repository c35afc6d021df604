package dev.opportune.gateway.send.limit;

import dev.opportune.ratelimiter.SendClass;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How many sends a lane has Redis decide at once: as many as keep the least time that a decision takes
/// below a quarter of the time after which Redis counts as silent. That time is from handing a send over
/// to having its answer in hand, so it grows with what Redis has to do, with the way there, and with
/// what the lane's own loop has to do before it gets to read. Of an interval the least counts, as in
/// CoDel (RFC 8289): a burst or a pause passes, a queue that stands does not.
///
/// The limit falls in proportion to what is too much, by half at most, and rises by a tenth while it is needed. Near it
/// promotional sends are refused first, then transactional ones; critical ones are bounded by the requests that a lane
/// has in hand alone. Confined to the lane; ADR 18.
public final class AdmissionLimit {

    /// Fewer would not use what there is.
    static final int LEAST = 64;

    /// As many as a lane has requests in hand.
    static final int MOST = 6_144;

    static final int FIRST = 512;

    static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /// Of the time after which Redis counts as silent.
    private static final int PART_OF_TIMEOUT = 4;

    private static final double PROMOTIONAL = 0.7;
    private static final double NEEDED = 0.5;
    private static final double RISE = 1.1;
    private static final double LARGEST_FALL = 0.5;

    private final long targetNanos;
    private double limit = FIRST;
    private long leastNanos = Long.MAX_VALUE;
    private boolean wasNeeded;
    private long endsNanos;

    /// @param timeout after which Redis counts as silent
    public AdmissionLimit(Duration timeout, long nowNanos) {
        this.targetNanos = timeout.toNanos() / PART_OF_TIMEOUT;
        this.endsNanos = nowNanos + INTERVAL_NANOS;
    }

    /// Whether another send of this class may be decided beside those.
    ///
    /// @param deciding how many are being decided
    public boolean admits(SendClass sendClass, int deciding) {
        boolean isIn = switch (sendClass) {
            case CRITICAL -> true;
            case TRANSACTIONAL -> deciding < limit;
            case PROMOTIONAL -> deciding < limit * PROMOTIONAL;
        };
        if (!isIn || deciding >= limit * NEEDED) wasNeeded = true;
        return isIn;
    }

    /// A decision has come, or will not.
    ///
    /// @param tookNanos since it was asked for
    public void answered(long tookNanos, long nowNanos) {
        leastNanos = Math.min(leastNanos, tookNanos);
        if (nowNanos - endsNanos >= 0) adjust(nowNanos);
    }

    private void adjust(long nowNanos) {
        if (leastNanos > targetNanos) {
            limit = Math.max(LEAST, limit * Math.max(LARGEST_FALL, (double) targetNanos / leastNanos));
        } else if (wasNeeded) {
            limit = Math.min(MOST, limit * RISE);
        }
        leastNanos = Long.MAX_VALUE;
        wasNeeded = false;
        endsNanos = nowNanos + INTERVAL_NANOS;
    }

    public int limit() {
        return (int) limit;
    }
}
