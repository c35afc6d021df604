package dev.opportune.gateway.send.limit;

import java.util.concurrent.TimeUnit;

/// How fast a queue empties, measured only while there is something in it all the time: what leaves an idle queue says
/// how much comes, not how much could go. Nothing is claimed of a time in which nothing left, since how long an outage
/// lasts is not known. Confined to the lane.
public final class DrainRate {

    /// What the newest measurement counts for beside those before it.
    private static final double NEWEST = 0.3;

    private long left;
    private boolean wasEmpty = true;
    private long sinceNanos;
    private double perSecond;

    public DrainRate(long nowNanos) {
        this.sinceNanos = nowNanos;
    }

    /// One has left the queue.
    ///
    /// @param isEmpty whether it was the last
    public void left(boolean isEmpty) {
        left++;
        wasEmpty |= isEmpty;
    }

    /// Every now and then.
    ///
    /// @param isEmpty whether nothing is in the queue
    public void look(boolean isEmpty, long nowNanos) {
        boolean hadSomething = !wasEmpty && !isEmpty;
        if (hadSomething && left == 0) return;
        long passedNanos = nowNanos - sinceNanos;
        if (hadSomething && passedNanos > 0) {
            double now = (double) left * TimeUnit.SECONDS.toNanos(1) / passedNanos;
            perSecond = perSecond == 0 ? now : perSecond + (now - perSecond) * NEWEST;
        }
        left = 0;
        wasEmpty = isEmpty;
        sinceNanos = nowNanos;
    }

    public boolean isKnown() {
        return perSecond > 0;
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
