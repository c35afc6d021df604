package dev.opportune.gateway.http;

import java.util.concurrent.atomic.AtomicLong;

/// A token bucket that all lanes share: thread-safe, one compare-and-set a token.
///
/// It keeps one number, the instant at which the bucket is full again (the generic cell rate algorithm's "theoretical
/// arrival time").
final class TokenBucket {

    private static final long SECOND_NANOS = 1_000_000_000;

    private final long nanosAToken;
    private final long nanosToFill;
    private final AtomicLong fullAtNanos;

    TokenBucket(int perSecond, int burst, long nowNanos) {
        this.nanosAToken = Math.max(1, SECOND_NANOS / perSecond);
        this.nanosToFill = nanosAToken * burst;
        this.fullAtNanos = new AtomicLong(nowNanos);
    }

    /// What was found.
    ///
    /// @param left tokens that may be taken at once
    /// @param nextInNanos how long until the next may be taken; 0: this one was
    record Found(int left, long nextInNanos) {
        boolean isTaken() {
            return nextInNanos == 0;
        }
    }

    /// Takes a token, if there is one.
    ///
    /// @param nowNanos of [System#nanoTime]
    Found take(long nowNanos) {
        while (true) {
            long known = fullAtNanos.get();
            long fullAt = known - nowNanos < 0 ? nowNanos : known;
            long fullAfter = fullAt + nanosAToken;
            long tooMuch = fullAfter - nowNanos - nanosToFill;
            if (tooMuch > 0) return new Found(0, tooMuch);
            if (fullAtNanos.compareAndSet(known, fullAfter)) return new Found((int) (-tooMuch / nanosAToken), 0);
        }
    }

    /// How long an empty one takes to be full.
    long nanosToFill() {
        return nanosToFill;
    }
}
