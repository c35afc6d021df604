package dev.opportune.gateway.measure;

import dev.opportune.engagement.Interaction.Kind;
import dev.opportune.gateway.measure.Interacting.Answer;
import dev.opportune.gateway.measure.Interacting.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What is to be known of measuring itself. Shared by all lanes; thread-safe.
public final class MeasureMetrics {

    private static final String CONVERTED = "converted";

    private final List<Supplier<Duration>> lags = new CopyOnWriteArrayList<>();
    private final List<LongSupplier> inOther = new CopyOnWriteArrayList<>();
    private final Map<Kind, Map<Reason, Counter>> notRecorded = new EnumMap<>(Kind.class);
    private final Map<Kind, Counter> recorded = new EnumMap<>(Kind.class);
    private final Map<Reason, Counter> conversionsNotRecorded;
    private final Counter conversions;
    private final MeterRegistry registry;
    private final Map<Arm, Counter> enrolments = new ConcurrentHashMap<>();

    private record Arm(String experiment, String arm) {}

    public MeasureMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("opportune.fold.lag", lags, MeasureMetrics::longest)
                .description("How long ago the round of folding began that was finished last, of the slowest lane")
                .baseUnit("seconds")
                .register(registry);
        FunctionCounter.builder("opportune.labels.in.other", inOther, MeasureMetrics::sum)
                .description("Sends that counted under their category's label, since their own had no number")
                .register(registry);
        for (var kind : Kind.values()) {
            recorded.put(kind, interactions(kind.word(), "", registry));
            notRecorded.put(kind, reasons(kind.word(), registry));
        }
        this.conversions = interactions(CONVERTED, "", registry);
        this.conversionsNotRecorded = reasons(CONVERTED, registry);
    }

    /// An interaction with a send was taken.
    void took(Kind kind, Answer answer) {
        count(answer, Objects.requireNonNull(recorded.get(kind)), Objects.requireNonNull(notRecorded.get(kind)));
    }

    /// A conversion was taken.
    void tookConversion(Answer answer) {
        count(answer, conversions, conversionsNotRecorded);
    }

    /// So many users entered an experiment of the policy in this arm. As many meters as policies had arms.
    void entered(String experiment, String arm, long users) {
        enrolments
                .computeIfAbsent(
                        new Arm(experiment, arm),
                        it -> Counter.builder("opportune.enrolments")
                                .description("Users that entered an experiment, by their arm")
                                .tag("experiment", it.experiment)
                                .tag("arm", it.arm)
                                .register(registry))
                .increment((double) users);
    }

    private static void count(Answer answer, Counter recorded, Map<Reason, Counter> notRecorded) {
        switch (answer) {
            case Answer.Recorded _ -> recorded.increment();
            case Answer.NotRecorded(var reason) ->
                Objects.requireNonNull(notRecorded.get(reason)).increment();
        }
    }

    private static Map<Reason, Counter> reasons(String type, MeterRegistry registry) {
        var counters = new EnumMap<Reason, Counter>(Reason.class);
        for (var reason : Reason.values()) counters.put(reason, interactions(type, reason.word(), registry));
        return counters;
    }

    private static Counter interactions(String type, String reason, MeterRegistry registry) {
        return Counter.builder("opportune.interactions")
                .description("Interactions that were reported, and why nothing was recorded of one")
                .tag("type", type)
                .tag("reason", reason)
                .register(registry);
    }

    void show(Supplier<Duration> lag, LongSupplier labelsInOther) {
        lags.add(lag);
        inOther.add(labelsInOther);
    }

    private static double longest(List<Supplier<Duration>> lags) {
        return lags.stream().mapToLong(it -> it.get().toMillis()).max().orElse(0) / 1e3;
    }

    private static double sum(List<LongSupplier> lanes) {
        return lanes.stream().mapToLong(LongSupplier::getAsLong).sum();
    }
}
