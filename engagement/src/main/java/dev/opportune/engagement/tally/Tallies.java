package dev.opportune.engagement.tally;

import dev.opportune.engagement.report.Cells;
import dev.opportune.engagement.report.Label;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/// Reads what was folded, hour by hour, with commands that hold Redis up for no longer than a page
/// takes. Confined to the lane; futures fail with
/// [dev.opportune.ratelimiter.redis.StorageUnavailableException] when Redis does not answer.
public final class Tallies {

    /// Hours that are read at once: enough to hide the way to Redis, few enough for the sends between them.
    static final int AT_ONCE = 16;

    private final Storage redis;

    public Tallies(Storage redis) {
        this.redis = redis;
    }

    /// Says where to count.
    @FunctionalInterface
    public interface Counter {
        /// Where to count what was counted in an hour under a label: one hour after the other, in any order.
        ///
        /// @param hour since 1970
        /// @return null: not at all
        @Nullable
        Cells cells(long hour, Label label);
    }

    /// Reads the hours from one, with it, to another, without it.
    public Future<Void> read(long fromHour, long toHour, Counter counter) {
        return new HoursReader(redis, toHour, counter).from(fromHour);
    }
}
