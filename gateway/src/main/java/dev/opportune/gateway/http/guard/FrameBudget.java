package dev.opportune.gateway.http.guard;

import java.util.concurrent.TimeUnit;

/// How many control frames a connection may still send: some at once, more as time goes by, and more for each request
/// and each thing that is written to it, since windows are opened for those.
final class FrameBudget {

    private static final long NANOS_A_FRAME = TimeUnit.SECONDS.toNanos(1) / GuardLimits.CONTROL_FRAMES_A_SECOND;

    private int most;
    private int left;
    private long filledNanos;

    FrameBudget(int most, long nowNanos) {
        this.most = most;
        this.left = most;
        this.filledNanos = nowNanos;
    }

    /// From now on there may be more.
    void raise(int most) {
        left += Math.max(0, most - this.most);
        this.most = Math.max(most, this.most);
    }

    void earn(int frames) {
        left = Math.min(most, left + frames);
    }

    /// Takes so many, or says that there are fewer.
    boolean take(int frames, long nowNanos) {
        if (left < frames) fill(nowNanos);
        left -= frames;
        return left >= 0;
    }

    private void fill(long nowNanos) {
        long frames = (nowNanos - filledNanos) / NANOS_A_FRAME;
        filledNanos += frames * NANOS_A_FRAME;
        left = (int) Math.min(most, left + frames);
    }
}
