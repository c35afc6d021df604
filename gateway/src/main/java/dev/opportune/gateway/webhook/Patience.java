package dev.opportune.gateway.webhook;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/// Whether it is worth trying a receiver. After some failures in a row nothing but one probe at a time goes to it, each
/// after a longer wait, until something is accepted. Confined to one event loop.
final class Patience {

    private final Times times;
    private final DoubleSupplier random;
    private int inRow;
    private long failedNanos;
    private long untilNanos;
    private boolean waits;
    private long acceptedNanos;
    private boolean hasAccepted;

    /// @param random from 0 to 1
    Patience(Times times, DoubleSupplier random) {
        this.times = times;
        this.random = random;
    }

    void accepted(long nowNanos) {
        inRow = 0;
        waits = false;
        acceptedNanos = nowNanos;
        hasAccepted = true;
    }

    /// What was under way when it was found to be in trouble makes the wait no longer, but for what the receiver asks
    /// for: as many fail together as are delivered at once.
    ///
    /// @param atLeast as the receiver wants it
    /// @param begunNanos when what failed was begun
    void failed(Duration atLeast, long begunNanos, long nowNanos) {
        boolean wasUnderWay = isTroubled() && begunNanos - failedNanos < 0;
        if (!wasUnderWay) {
            inRow++;
            failedNanos = nowNanos;
        }
        boolean waitsLonger = isTroubled() && !wasUnderWay;
        var wait = waitsLonger ? wait(inRow - Bounds.FAILURES_OF_RECEIVER, times.lastProbe()) : Duration.ZERO;
        if (atLeast.compareTo(wait) > 0) wait = atLeast;
        if (wait.isZero()) return;
        long until = nowNanos + wait.toNanos();
        if (!waits || until - untilNanos > 0) untilNanos = until;
        waits = true;
    }

    /// Whether it fails at all it is asked.
    boolean isTroubled() {
        return inRow >= Bounds.FAILURES_OF_RECEIVER;
    }

    /// How many requests may be under way.
    int room() {
        return isTroubled() ? 1 : Bounds.IN_FLIGHT;
    }

    /// 0: it may be tried now.
    long waitNanos(long nowNanos) {
        return waits ? Math.max(0, untilNanos - nowNanos) : 0;
    }

    boolean hasAcceptedSince(long nanos) {
        return hasAccepted && acceptedNanos - nanos > 0;
    }

    /// Doubles from the first wait on up to the last; of it a half and a part of the other by chance.
    ///
    /// @param before how often it failed before that
    Duration wait(int before, Duration last) {
        long whole = Math.min(times.firstWait().toMillis() << Math.clamp(before, 0, 20), last.toMillis());
        return Duration.ofMillis(whole / 2 + (long) (random.getAsDouble() * whole / 2));
    }
}
