package dev.opportune.gateway.measure;

import dev.opportune.engagement.proof.ProofKey;
import dev.opportune.engagement.tally.Labels;
import dev.opportune.engagement.touch.Interactions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// What is measured of what becomes of sends.
///
/// @param retention of the hours that are counted
/// @param conversions the names that may be reported
/// @param keys of proofs, those in force, from any thread; none: pushes carry no proofs
/// @param foldEvery how often a lane folds what its partitions have counted
public record Measurement(
        Labels.Limits limits,
        Duration retention,
        Set<String> conversions,
        Interactions.Windows windows,
        Supplier<List<ProofKey>> keys,
        Duration foldEvery) {

    public static final Duration FOLD_EVERY = Duration.ofSeconds(10);

    public Measurement {
        conversions = Set.copyOf(conversions);
    }
}
