package dev.opportune.gateway.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;

/// Gauges that are the least of what each lane says, asked on the thread that scrapes. A lane that has nothing to say
/// says NaN; so does the gauge when none has. Thread-safe.
public final class LaneLeasts {

    private final MeterRegistry registry;
    private final Map<String, List<DoubleSupplier>> lanes = new ConcurrentHashMap<>();

    public LaneLeasts(MeterRegistry registry) {
        this.registry = registry;
    }

    /// Adds one lane's word to the gauge of this name, unit and tags.
    public void add(String name, String unit, String description, Tags tags, DoubleSupplier lane) {
        lanes.computeIfAbsent(name + tags, _ -> register(name, unit, description, tags))
                .add(lane);
    }

    private List<DoubleSupplier> register(String name, String unit, String description, Tags tags) {
        var words = new CopyOnWriteArrayList<DoubleSupplier>();
        Gauge.builder(name, words, LaneLeasts::least)
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
        return words;
    }

    private static double least(List<DoubleSupplier> words) {
        double least = Double.NaN;
        for (var word : words) {
            double said = word.getAsDouble();
            if (!(least <= said) && !Double.isNaN(said)) least = said;
        }
        return least;
    }
}
