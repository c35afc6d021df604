package dev.opportune.ratelimiter.event;

import dev.opportune.ratelimiter.redis.Packed;
import java.time.Duration;

/// Which events are kept for callers: as many as fit both bounds, and some more, since old ones go by the hundred.
///
/// @param perPartition how many of a partition; 0: no events are written
/// @param age how long
public record EventRetention(int perPartition, Duration age) {

    public static final int MAX_PER_PARTITION = 100_000;
    public static final EventRetention DEFAULT = new EventRetention(4_000, Duration.ofHours(1));

    public EventRetention {
        if (perPartition < 0 || perPartition > MAX_PER_PARTITION) {
            throw new IllegalArgumentException(
                    "per_partition: " + perPartition + " (expected: 0 to " + MAX_PER_PARTITION + ")");
        }
        if (age.toMillis() < 1) throw new IllegalArgumentException("retention: " + age + " (expected: >= PT0.001S)");
    }

    /// Two members.
    public void write(Packed to) {
        to.put(perPartition).put(age.toMillis());
    }
}
