package dev.opportune.gateway.http;

import dev.opportune.gateway.config.CallerRate;
import java.util.concurrent.atomic.AtomicLong;

/// A caller's token bucket in this gateway, which all lanes share: thread-safe, one compare-and-set a request.
///
/// It keeps one number, the instant at which the bucket is full again (the generic cell rate algorithm's "theoretical
/// arrival time").
final class CallerBucket {

    private static final long SECOND_NANOS = 1_000_000_000;

    private final CallerRate rate;
    private final long nanosARequest;
    private final long nanosToFill;
    private final AtomicLong fullAtNanos;

    CallerBucket(CallerRate rate, long nowNanos) {
        this.rate = rate;
        this.nanosARequest = Math.max(1, SECOND_NANOS / rate.perSecond());
        this.nanosToFill = nanosARequest * rate.burst();
        this.fullAtNanos = new AtomicLong(nowNanos);
    }

    CallerRate rate() {
        return rate;
    }

    /// What a request finds.
    ///
    /// @param left requests that may follow at once
    /// @param nextInNanos how long until the next may come; 0: this one may
    record Found(int left, long nextInNanos) {
        boolean mayCome() {
            return nextInNanos == 0;
        }
    }

    /// Takes a place for one request, if there is one.
    ///
    /// @param nowNanos of [System#nanoTime]
    Found take(long nowNanos) {
        while (true) {
            long known = fullAtNanos.get();
            long fullAt = known - nowNanos < 0 ? nowNanos : known;
            long fullAfter = fullAt + nanosARequest;
            long tooMuch = fullAfter - nowNanos - nanosToFill;
            if (tooMuch > 0) return new Found(0, tooMuch);
            if (fullAtNanos.compareAndSet(known, fullAfter)) return new Found((int) (-tooMuch / nanosARequest), 0);
        }
    }

    /// `RateLimit-Policy` by draft-ietf-httpapi-ratelimit-headers: the bucket's size, and the seconds in which it
    /// fills.
    String policy() {
        return "\"caller\";q=" + rate.burst() + ";w=" + Math.max(1, seconds(nanosToFill));
    }

    /// `RateLimit`: the requests left, and the seconds until there is one more.
    static String left(Found found) {
        return "\"caller\";r=" + found.left() + ";t=" + seconds(found.nextInNanos());
    }

    private static long seconds(long nanos) {
        return (nanos + SECOND_NANOS - 1) / SECOND_NANOS;
    }
}
