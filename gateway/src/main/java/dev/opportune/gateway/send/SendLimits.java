package dev.opportune.gateway.send;

import java.time.Duration;

/// The bounds of one lane's memory and patience.
///
/// @param maxHeldSends sends in the lane's memory; beyond it an admitted one goes to `ready` in Redis, a promotional
///     one from 80 % on, a transactional one from 90 %
/// @param maxQueuedOfAnApp attempts that wait in memory for room at one app's connector, so that one provider in
///     trouble does not take the room of the others; beyond, sends wait in Redis
/// @param lease how long the lane may hold a send
/// @param attemptReserve what must be left of a lease for an attempt to begin, more than a connector's answer can
///     take; with less, the send is handed back
/// @param scanEvery how often the lane looks for due sends of its own
/// @param scanAllEvery how often it looks at every one of its partitions, for sends that others parked
/// @param maxClaims sends taken up at once, and woken at once; also the page of due sends that a look sees of a
///     partition
/// @param maxUnknown sends with a lost answer from Redis, to be cleared up when it is back; the oldest is forgotten at
///     the bound, and its lease runs out
public record SendLimits(
        int maxHeldSends,
        int maxQueuedOfAnApp,
        Duration lease,
        Duration attemptReserve,
        Duration scanEvery,
        Duration scanAllEvery,
        int maxClaims,
        int maxUnknown) {

    public static final SendLimits DEFAULT = new SendLimits(
            10_000,
            5_000,
            Duration.ofSeconds(60),
            Duration.ofSeconds(20),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            256,
            10_000);

    public SendLimits {
        if (lease.compareTo(attemptReserve) <= 0) {
            throw new IllegalArgumentException("lease: " + lease + " (expected: more than " + attemptReserve + ")");
        }
    }
}
