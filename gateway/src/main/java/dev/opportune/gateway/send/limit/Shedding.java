package dev.opportune.gateway.send.limit;

import dev.opportune.ratelimiter.SendClass;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// Refuses so many sends that a lane gets to read what comes: what waits at its port is late before anybody knows its
/// class or deadline. The share follows the time that requests wait there for their turn, as PIE's does (RFC 8033): it
/// changes with how far that is from its target and with how fast it grows. Promotional sends are refused first;
/// transactional ones when there is no promotional one left to refuse; critical ones never. Confined to the lane; ADR
/// 18.
public final class Shedding {

    /// What a request may wait for its turn, in the mean of an interval.
    static final long TARGET_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /// For each target that the wait is too long, an interval.
    private static final double BY_DISTANCE = 0.02;

    /// For each target that it has grown since the interval before.
    private static final double BY_GROWTH = 0.1;

    private static final double LARGEST_STEP = 0.2;

    /// Every send but the critical ones: one for each of the other classes.
    private static final double ALL = 2;

    private final RandomGenerator random;
    private double level;
    private double targetsBefore;
    private long waitedNanos;
    private int requests;
    private long endsNanos;

    public Shedding(RandomGenerator random, long nowNanos) {
        this.random = random;
        this.endsNanos = nowNanos + INTERVAL_NANOS;
    }

    /// A send was read.
    ///
    /// @param itsWaitNanos for its turn at the port
    public void read(long itsWaitNanos, long nowNanos) {
        waitedNanos += itsWaitNanos;
        requests++;
        if (nowNanos - endsNanos >= 0) adjust(nowNanos);
    }

    private void adjust(long nowNanos) {
        double targets = (double) waitedNanos / requests / TARGET_NANOS;
        double step = BY_DISTANCE * (targets - 1) + BY_GROWTH * (targets - targetsBefore);
        double most = targets > 1 ? LARGEST_STEP : 0; // a wait that is short enough may grow
        level = Math.clamp(level + Math.clamp(step, -LARGEST_STEP, most), 0, ALL);
        targetsBefore = targets;
        waitedNanos = 0;
        requests = 0;
        endsNanos = nowNanos + INTERVAL_NANOS;
    }

    /// Whether one of this class is let in.
    public boolean lets(SendClass sendClass) {
        if (level == 0) return true;
        return switch (sendClass) {
            case CRITICAL -> true;
            case TRANSACTIONAL -> random.nextDouble() >= level - 1;
            case PROMOTIONAL -> random.nextDouble() >= level;
        };
    }

    /// The share of promotional sends that is refused, and, beyond 1, of transactional ones.
    public double level() {
        return level;
    }
}
