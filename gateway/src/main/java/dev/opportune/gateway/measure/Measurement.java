package dev.opportune.gateway.measure;

import dev.opportune.engagement.proof.ProofKey;
import dev.opportune.engagement.report.Report;
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
/// @param minUsers rows of reports of fewer show no rates: a campaign of one is a person
/// @param feed whether interactions are told as events
public record Measurement(
        Labels.Limits limits,
        Duration retention,
        Set<String> conversions,
        Interactions.Windows windows,
        Supplier<List<ProofKey>> keys,
        Duration foldEvery,
        int minUsers,
        boolean feed) {

    public static final Duration FOLD_EVERY = Duration.ofSeconds(10);

    /// With rates for rows of ten users or more, and no feed.
    public Measurement(
            Labels.Limits limits,
            Duration retention,
            Set<String> conversions,
            Interactions.Windows windows,
            Supplier<List<ProofKey>> keys,
            Duration foldEvery) {
        this(limits, retention, conversions, windows, keys, foldEvery, Report.MIN_USERS, false);
    }

    public Measurement {
        conversions = Set.copyOf(conversions);
    }
}
