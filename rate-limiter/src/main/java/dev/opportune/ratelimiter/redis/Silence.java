package dev.opportune.ratelimiter.redis;

import java.util.concurrent.TimeUnit;

/// For how long a server that owes a reply may say nothing before its connection is given up. A machine that lost its
/// power ends no connection, and TCP notices after many minutes. But a server that has more to do than it can does all
/// that had come, whether or not its connection is given up: so each time that this did not help there is more
/// patience.
/// All times are by [System#nanoTime]. Confined to the lane.
final class Silence {

    /// A connection that was answered for so long was not given up in vain.
    private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(10);

    /// Timeouts of silence after which a connection is given up, at most.
    private static final int MOST_PATIENCE = 8;

    private final long timeoutNanos;
    private long openedNanos;
    private long heardNanos;
    private int patience = 1;

    Silence(long timeoutNanos) {
        this.timeoutNanos = timeoutNanos;
    }

    void opened(long nowNanos) {
        openedNanos = nowNanos;
        heardNanos = nowNanos;
    }

    void ends(long nowNanos) {
        heardNanos = nowNanos;
    }

    boolean isTooLong(long nowNanos) {
        return nowNanos - heardNanos >= patience() * timeoutNanos;
    }

    /// Its connection is given up for it.
    void wasTooLong() {
        patience = Math.min(2 * patience(), MOST_PATIENCE);
    }

    long nanosSinceOpened(long nowNanos) {
        return nowNanos - openedNanos;
    }

    /// In timeouts.
    private int patience() {
        return heardNanos - openedNanos >= STEADY_NANOS ? 1 : patience;
    }
}
