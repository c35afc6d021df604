package dev.opportune.ratelimiter.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Redis' clock as a lane sees it: what the last reply told, from the instant before its call, so that the estimate is
/// never behind; and the time since by [System#nanoTime], so that a step of this machine's clock changes nothing. All
/// that is left of a moment is told by it. Confined to a lane.
public final class RedisClock implements InstantSource {

    /// A reply that was so long under way tells less than the one before it,
    static final Duration SLOW = Duration.ofMillis(500);

    /// unless that one is this old.
    static final Duration OLD = Duration.ofSeconds(5);

    private final LongSupplier nanoTime;
    private final InstantSource machine;
    private long heardMillis;
    private long heardNanos;
    private boolean heard;

    /// This machine's time, until Redis tells its own.
    public RedisClock() {
        this(System::nanoTime, InstantSource.system());
    }

    RedisClock(LongSupplier nanoTime, InstantSource machine) {
        this.nanoTime = nanoTime;
        this.machine = machine;
        this.heardMillis = machine.millis();
        this.heardNanos = nanoTime.getAsLong();
    }

    /// Redis' present time, in milliseconds since 1970.
    public long nowMillis() {
        return heardMillis + TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - heardNanos);
    }

    @Override
    public long millis() {
        return nowMillis();
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(nowMillis());
    }

    /// How far this machine's clock is ahead of Redis' now; negative when it is behind.
    public Duration skew() {
        return Duration.ofMillis(machine.millis() - nowMillis());
    }

    /// Hears what time it was for Redis.
    ///
    /// @param redisNowMillis what a reply told
    /// @param calledAtNanos by [System#nanoTime], before the call
    public void saw(long redisNowMillis, long calledAtNanos) {
        long now = nanoTime.getAsLong();
        boolean slow = now - calledAtNanos > SLOW.toNanos();
        if (slow && heard && now - heardNanos < OLD.toNanos()) return;
        heardMillis = redisNowMillis;
        heardNanos = calledAtNanos;
        heard = true;
    }
}
