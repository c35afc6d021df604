package dev.opportune.gateway.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/// Gauges that are the sum of what each lane says. Lanes are asked on the thread that scrapes, so what they say may be
/// a moment old. Thread-safe.
public final class LaneSums {

    private final MeterRegistry registry;
    private final Map<String, List<LongSupplier>> lanes = new ConcurrentHashMap<>();

    public LaneSums(MeterRegistry registry) {
        this.registry = registry;
    }

    /// Adds one lane's part to the gauge of this name and these tags.
    public void add(String name, String description, Tags tags, LongSupplier lane) {
        lanes.computeIfAbsent(name + tags, _ -> register(name, description, tags))
                .add(lane);
    }

    private List<LongSupplier> register(String name, String description, Tags tags) {
        var parts = new CopyOnWriteArrayList<LongSupplier>();
        Gauge.builder(name, parts, LaneSums::sum)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
        return parts;
    }

    private static double sum(List<LongSupplier> parts) {
        return parts.stream().mapToLong(LongSupplier::getAsLong).sum();
    }
}
