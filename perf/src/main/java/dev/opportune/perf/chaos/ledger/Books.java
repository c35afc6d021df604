package dev.opportune.perf.chaos.ledger;

import dev.opportune.perf.Push;
import dev.opportune.perf.Receipt;
import dev.opportune.perf.chaos.disturbance.Happened;
import dev.opportune.perf.chaos.load.Story;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// The ledgers of a run, closed.
///
/// @param stories what callers were told
/// @param ends events that are there in the end, by send id
/// @param heard events as whoever read on was told them, by send id
/// @param cluster whether a failover may have taken back what was written last
/// @param receipts by send id
/// @param pushes all that the simulators recorded
/// @param left names of keys in Redis that only a live send has
/// @param losses of connections to providers
/// @param paused how long this machine kept threads waiting between two instants
public record Books(
        List<Story> stories,
        Map<String, List<Settled>> ends,
        Map<String, List<Settled>> heard,
        boolean cluster,
        Map<String, Receipt> receipts,
        List<Push> pushes,
        List<String> left,
        List<Happened> happened,
        List<Loss> losses,
        BiFunction<Instant, Instant, Duration> paused) {}
