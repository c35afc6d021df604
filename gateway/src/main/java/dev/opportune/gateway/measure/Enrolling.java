package dev.opportune.gateway.measure;

import dev.opportune.engagement.tally.Folds;
import dev.opportune.engagement.tally.Labels;
import dev.opportune.ratelimiter.Policy;
import io.vertx.core.Future;
import java.util.function.Supplier;

/// Tells the metrics of users that entered an experiment of the policy, when what they count is folded. Confined to the
/// lane.
final class Enrolling implements Folds.Entered {

    private final Labels labels;
    private final Supplier<Policy> policy;
    private final MeasureMetrics metrics;

    Enrolling(Labels labels, Supplier<Policy> policy, MeasureMetrics metrics) {
        this.labels = labels;
        this.policy = policy;
        this.metrics = metrics;
    }

    /// Has the labels of all arms numbered here, too: others may have entered users.
    Future<Void> know() {
        return labels.ask(policy.get().experiments().values().stream()
                .flatMap(it -> labels.labels(it).values().stream())
                .toList());
    }

    /// Of an arm that is not in the policy any more, or had other weights, nothing is told.
    @Override
    public void entered(long label, long users) {
        for (var experiment : policy.get().experiments().values()) {
            for (var arm : labels.labels(experiment).entrySet()) {
                if (labels.labelOf(experiment, arm.getKey()) != label) continue;
                metrics.entered(experiment.name(), arm.getValue().arm(), users);
                return;
            }
        }
    }
}
