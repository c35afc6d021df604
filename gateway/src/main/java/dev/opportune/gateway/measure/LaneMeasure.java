package dev.opportune.gateway.measure;

import dev.opportune.engagement.report.Label;
import dev.opportune.engagement.tally.Folds;
import dev.opportune.engagement.tally.Labels;
import dev.opportune.engagement.touch.Interactions;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.redis.RedisClock;
import dev.opportune.ratelimiter.redis.Storage;
import dev.opportune.ratelimiter.send.Measuring;
import dev.opportune.ratelimiter.send.SendStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What one lane measures of what becomes of sends. Confined to the lane.
public final class LaneMeasure {

    private final Labels labels;
    private final LaneProofs proofs;
    private final MeasureMetrics metrics;
    private final Storage redis;
    private final RedisClock clock;
    private final Measurement measurement;
    private @Nullable Folding folding;

    /// @param redis at leisure: no send waits for what is asked here
    public LaneMeasure(Measurement measurement, Storage redis, RedisClock clock, MeasureMetrics metrics) {
        this.labels = new Labels(redis, clock, measurement.limits());
        this.proofs = new LaneProofs(measurement.keys());
        this.metrics = metrics;
        this.redis = redis;
        this.clock = clock;
        this.measurement = measurement;
    }

    /// What sends count under.
    public Measuring measuring() {
        return labels;
    }

    public LaneProofs proofs() {
        return proofs;
    }

    /// Has the categories' labels numbered, so that figures by category are whole from the first send on.
    public Future<Void> begin(Policy policy) {
        return labels.ask(policy.categories().values().stream()
                .map(LaneMeasure::labelOf)
                .flatMap(label -> Stream.of(label, label.ofCategory()))
                .toList());
    }

    private static Label.OfSends labelOf(Policy.Category category) {
        var intent = category.intent();
        return new Label.OfSends(
                category.name(),
                intent == null ? null : intent.name().toLowerCase(Locale.ROOT),
                null,
                null,
                null,
                null,
                null);
    }

    /// What is reported of sends.
    ///
    /// @param sends know which sends may be a user's
    /// @param policy in force
    public Interacting interacting(SendStore sends, EventRetention events, Supplier<Policy> policy) {
        var interactions = new Interactions(redis, measurement.windows(), events, measurement.feed(), policy);
        return new LaneInteractions(interactions, sends, proofs, measurement.conversions(), metrics);
    }

    /// What was counted.
    public Reporting reporting() {
        return new LaneReports(redis, clock, measurement);
    }

    /// Begins to fold.
    ///
    /// @param partitions that fall to this lane now
    /// @param policy in force
    public void fold(Vertx vertx, Supplier<Set<Integer>> partitions, Supplier<Policy> policy) {
        var enrolling = new Enrolling(labels, policy, metrics);
        var folds = new Folds(redis, labels, measurement.retention(), enrolling);
        var begun = new Folding(vertx, folds, measurement.foldEvery(), partitions, enrolling::know);
        folding = begun;
        metrics.show(begun::lag, labels::inOther);
    }

    public void close() {
        if (folding != null) folding.close();
    }
}
