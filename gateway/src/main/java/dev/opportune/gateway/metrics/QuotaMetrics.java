package dev.opportune.gateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What this gateway took of the quotas that all gateways share. Shared by all lanes; thread-safe.
public final class QuotaMetrics {

    private final MeterRegistry registry;
    private final Map<String, Counter> permits = new ConcurrentHashMap<>();

    public QuotaMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /// A lane was given a portion.
    ///
    /// @param quota whose it is, of the configuration
    /// @param perMinute what all gateways have of it together
    public void given(String quota, int perMinute, int count) {
        var known = permits.get(quota);
        var counter = known == null ? permits.computeIfAbsent(quota, it -> register(it, perMinute)) : known;
        counter.increment(count);
    }

    private Counter register(String quota, int perMinute) {
        Gauge.builder("opportune.quota.per.minute", () -> perMinute)
                .description("What all gateways may take of the quota in a minute")
                .baseUnit("permits")
                .tag("quota", quota)
                .strongReference(true)
                .register(registry);
        return Counter.builder("opportune.quota.permits")
                .description("What this gateway took of the quota")
                .tag("quota", quota)
                .register(registry);
    }
}
