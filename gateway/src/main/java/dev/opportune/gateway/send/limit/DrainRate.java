package dev.opportune.gateway.send.limit;

import java.util.concurrent.TimeUnit;

/// How fast a queue empties, measured while there is something in it and a connection for it all the time: what leaves
/// an idle queue says how much comes, not how much could go, so no more than that it is not slower. Nothing is claimed
/// of a time in which nothing left, since how long an outage lasts is not known. Confined to the lane.
public final class DrainRate {

    /// What the newest measurement counts for beside those before it.
    private static final double NEWEST = 0.3;

    /// So few say little of a rate: they are counted for longer, up to [#LONGEST_NANOS].
    private static final int FEW = 10;

    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

    /// So many measurements in a row make a rate that sends are refused by: while a gateway or a provider begins, or
    /// stands still for a moment, one tells of that moment alone.
    private static final int ENOUGH = 4;

    /// After so long without a measurement an empty queue has no known rate: the provider may be another by now.
    private static final long KNOWN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private long left;

    /// Whether the queue was empty or cut off at some time since [#sinceNanos].
    private boolean interrupted = true;

    private long sinceNanos;
    private long measuredNanos;
    private double perSecond;
    private int measurements;

    public DrainRate(long nowNanos) {
        this.sinceNanos = nowNanos;
        this.measuredNanos = nowNanos;
    }

    /// One has left the queue.
    ///
    /// @param isEmpty whether it was the last
    public void left(boolean isEmpty) {
        left++;
        interrupted |= isEmpty;
    }

    /// Every now and then.
    ///
    /// @param isEmpty whether nothing is in the queue
    /// @param isCutOff whether there is no connection by which anything could leave
    public void look(boolean isEmpty, boolean isCutOff, long nowNanos) {
        interrupted |= isEmpty || isCutOff;
        long passedNanos = nowNanos - sinceNanos;
        if (passedNanos <= 0) return;
        double now = (double) left * TimeUnit.SECONDS.toNanos(1) / passedNanos;
        if (interrupted) {
            if (measurements > 0) perSecond = Math.max(perSecond, now);
            if (isEmpty && nowNanos - measuredNanos > KNOWN_NANOS) measurements = 0;
        } else {
            if (left == 0 || (left < FEW && passedNanos < LONGEST_NANOS)) return;
            perSecond = measurements == 0 ? now : perSecond + (now - perSecond) * NEWEST;
            measurements = Math.min(measurements + 1, ENOUGH);
            measuredNanos = nowNanos;
        }
        left = 0;
        interrupted = isEmpty || isCutOff;
        sinceNanos = nowNanos;
    }

    public boolean isKnown() {
        return measurements == ENOUGH;
    }

    /// How many leave in so long.
    public long in(long millis) {
        return (long) (perSecond * millis / 1_000);
    }

    /// How long it takes for so many to leave.
    public long millisFor(long many) {
        return (long) (many * 1_000 / perSecond);
    }
}
