package dev.opportune.gateway.send.limit;

import java.util.concurrent.TimeUnit;

/// How many sends a lane lets go of in a second, of late. Confined to the lane.
public final class Pace {

    /// What a look's own pace counts for beside those before it.
    private static final double NEWEST = 0.2;

    private long sends;
    private long lookedNanos;
    private double perSecond;
    private double newest;

    public Pace(long nowNanos) {
        this.lookedNanos = nowNanos;
    }

    /// One more.
    public void letGo() {
        sends++;
    }

    /// Every now and then.
    public void look(long nowNanos) {
        long passedNanos = nowNanos - lookedNanos;
        if (passedNanos <= 0) return;
        newest = (double) sends * TimeUnit.SECONDS.toNanos(1) / passedNanos;
        perSecond += (newest - perSecond) * NEWEST;
        lookedNanos = nowNanos;
        sends = 0;
    }

    /// How long it takes to let go of so many, at least: a lane that was idle is as fast as it is now. As if at once
    /// while the pace is not known.
    public long millisFor(long many) {
        double pace = Math.max(perSecond, newest);
        return pace < 1 ? 0 : (long) (many * 1_000 / pace);
    }
}
