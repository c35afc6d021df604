package dev.opportune.gateway.measure;

import dev.opportune.engagement.report.Cells;
import dev.opportune.engagement.report.Label;
import dev.opportune.engagement.report.Metric;
import dev.opportune.ratelimiter.experiment.Experiment;
import dev.opportune.ratelimiter.experiment.Guardrail;
import dev.opportune.statistics.ArmCount;
import dev.opportune.statistics.Results;
import dev.opportune.statistics.Segment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What was counted of an experiment, as statistics take it.
///
/// @param counted by arm and by the weights by which users entered
record ExperimentCounts(Experiment experiment, Map<Label.OfArm, Cells> counted) {

    private static final double PERCENT = 100;

    Results results() {
        var guardrails = experiment.guardrails().stream()
                .sorted()
                .map(it -> new dev.opportune.statistics.Guardrail(it.word(), arms(metric(it))))
                .toList();
        return Results.of(arms(Metric.DID_GOAL), segments(), guardrails, experiment.margin() / PERCENT, Results.ALPHA);
    }

    private static String metric(Guardrail guardrail) {
        return switch (guardrail) {
            case REFUSED_AFTER -> Metric.REFUSED_AFTER;
            case FOUND_UNREGISTERED -> Metric.FOUND_UNREGISTERED;
        };
    }

    private List<ArmCount> arms(String metric) {
        var arms = new ArrayList<ArmCount>();
        experiment.armsAndHoldout().forEach((place, arm) -> {
            long users = sum(arm, Metric.ENTERED);
            // One who entered is added before what it did, or together with it, but for a fold that is under way.
            arms.add(new ArmCount(arm, users, Math.min(users, sum(arm, metric)), place == Experiment.HELD_OUT));
        });
        return arms;
    }

    private long sum(String arm, String metric) {
        return counted.entrySet().stream()
                .filter(it -> it.getKey().arm().equals(arm))
                .mapToLong(it -> it.getValue().get(metric))
                .sum();
    }

    private List<Segment> segments() {
        var users = new TreeMap<String, Map<String, Long>>();
        counted.forEach((label, cells) -> users.computeIfAbsent(label.segment(), _ -> new TreeMap<>())
                .put(label.arm(), cells.get(Metric.ENTERED)));
        var segments = new ArrayList<Segment>();
        users.forEach((segment, byArm) -> segments.add(Segment.of(weights(segment), experiment.holdout(), byArm)));
        return segments;
    }

    /// As [Experiment#segment] writes them.
    private static Map<String, Integer> weights(String segment) {
        var weights = new LinkedHashMap<String, Integer>();
        for (var weight : segment.split(",", -1)) {
            int at = weight.indexOf('=');
            weights.put(weight.substring(0, at), Integer.valueOf(weight.substring(at + 1)));
        }
        return weights;
    }
}
