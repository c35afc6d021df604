package dev.opportune.gateway.measure;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What is to be known of measuring itself. Shared by all lanes; thread-safe.
public final class MeasureMetrics {

    private final List<Supplier<Duration>> lags = new CopyOnWriteArrayList<>();
    private final List<LongSupplier> inOther = new CopyOnWriteArrayList<>();

    public MeasureMetrics(MeterRegistry registry) {
        Gauge.builder("opportune.fold.lag", lags, MeasureMetrics::longest)
                .description("How long ago the round of folding began that was finished last, of the slowest lane")
                .baseUnit("seconds")
                .register(registry);
        FunctionCounter.builder("opportune.labels.in.other", inOther, MeasureMetrics::sum)
                .description("Sends that counted under their category's label, since their own had no number")
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
