package dev.opportune.ratelimiter.redis;

import java.util.List;
import java.util.Optional;

/// How much of Redis a lane reaches.
///
/// @param partitions that there are
/// @param unserved those of them that no node serves now, or one that does not answer
/// @param faults what is wrong with the nodes, each a sentence's worth
public record RedisReach(int partitions, int unserved, List<String> faults) {

    public RedisReach {
        faults = List.copyOf(faults);
    }

    /// Whether any partition is served.
    public boolean some() {
        return unserved < partitions;
    }

    /// Why nothing is served, as a plain sentence; empty: something is.
    public Optional<String> outage() {
        return some() ? Optional.empty() : Optional.of("Redis at " + String.join("; ", faults));
    }

    /// What is wrong, as a plain sentence; empty: nothing.
    public Optional<String> fault() {
        if (unserved == 0) return Optional.empty();
        return Optional.of(unserved + " of " + partitions + " partitions are not served: " + String.join("; ", faults));
    }
}
