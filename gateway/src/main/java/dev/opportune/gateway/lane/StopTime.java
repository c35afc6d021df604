package dev.opportune.gateway.lane;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The time that a gateway has to end.
///
/// @param endsNanos by [System#nanoTime]
record StopTime(long endsNanos) {

    static StopTime within(Duration time) {
        return new StopTime(System.nanoTime() + time.toNanos());
    }

    /// With so much kept back for what comes after.
    StopTime butFor(Duration after) {
        return new StopTime(endsNanos - after.toNanos());
    }

    /// Half of what is left.
    StopTime half() {
        return within(left().dividedBy(2));
    }

    /// None when it is over.
    Duration left() {
        return Duration.ofNanos(Math.max(0, endsNanos - System.nanoTime()));
    }

    /// Waits no longer than that.
    <T> Future<T> bound(Future<T> future) {
        return future.timeout(Math.max(1, left().toMillis()), TimeUnit.MILLISECONDS);
    }
}
