package dev.opportune.benchmarks.decisions;

import java.util.concurrent.TimeUnit;

/// `used_memory` of a Redis at rest.
final class UsedMemory {

    /// Between two looks: longer than Redis takes between two steps of its own.
    private static final long PAUSE_MILLIS = 500;

    private static final int MOST_LOOKS = 60;
    private static final long STILL_BYTES = 64 * 1024;

    private UsedMemory() {}

    /// Waits until it changes no more: freed keys are gone and tables have their new size.
    static long of(RedisServer redis) {
        long before = now(redis);
        for (int i = 0; i < MOST_LOOKS; i++) {
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            long after = now(redis);
            if (Math.abs(after - before) < STILL_BYTES) return after;
            before = after;
        }
        return before;
    }

    private static long now(RedisServer redis) {
        return Long.parseLong(redis.info("memory", "used_memory"));
    }
}
