package dev.opportune.ratelimiter.redis;

/// Redis' clock as a lane sees it: by its offset from ours, taken from the moment before each call, so that the
/// estimate is never behind. Deadlines are judged by it. Confined to a lane.
public final class RedisClock {

    private long offsetMillis;

    /// Redis' present time, in milliseconds since 1970.
    public long nowMillis() {
        return System.currentTimeMillis() + offsetMillis;
    }

    /// How far Redis' clock is ahead of ours.
    public long offsetMillis() {
        return offsetMillis;
    }

    public void saw(long redisNowMillis, long calledAtMillis) {
        offsetMillis = redisNowMillis - calledAtMillis;
    }
}
