package dev.opportune.gateway.send.limit;

import java.time.Duration;

/// The bounds of one lane's memory and patience.
///
/// @param maxHeldSends sends in the lane's memory; beyond it an admitted one goes to `ready` in Redis, a promotional
///     one from 80 % on, a transactional one from 90 %
/// @param maxQueuedOfAnApp attempts that wait in memory for room at one app's connector, so that one provider in
///     trouble does not take the room of the others; beyond, sends wait in Redis
/// @param lease how long the lane may hold a send, unless it renews that: so long after a gateway died others
///     take over
/// @param leaseReserve what must be left of a lease for an attempt to begin: one that has begun may still be written
///     until the lease ends
/// @param scanEvery how often the lane looks for due sends of its own
/// @param scanAllEvery how often it looks at every one of its partitions, for sends that others parked
/// @param maxClaims sends taken up at once, and woken at once; also the page of due sends that a look sees of a
///     partition
/// @param maxUnknown sends with a lost answer from Redis, to be cleared up when it is back; at the bound the oldest of
///     the partition that has most is forgotten, and its lease runs out
public record SendLimits(
        int maxHeldSends,
        int maxQueuedOfAnApp,
        Duration lease,
        Duration leaseReserve,
        Duration scanEvery,
        Duration scanAllEvery,
        int maxClaims,
        int maxUnknown) {

    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(10);

    public static final SendLimits DEFAULT = new SendLimits(
            10_000,
            5_000,
            DEFAULT_LEASE,
            Duration.ofMillis(500),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            256,
            10_000);

    public SendLimits {
        if (lease.compareTo(leaseReserve.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("lease: " + lease + " (expected: at least twice " + leaseReserve + ")");
        }
    }

    /// The same but for the lease.
    public SendLimits withLease(Duration other) {
        return new SendLimits(
                maxHeldSends, maxQueuedOfAnApp, other, leaseReserve, scanEvery, scanAllEvery, maxClaims, maxUnknown);
    }
}
