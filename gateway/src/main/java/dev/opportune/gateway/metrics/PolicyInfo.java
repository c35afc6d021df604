package dev.opportune.gateway.metrics;

import dev.opportune.ratelimiter.Policy;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `opportune_policy_info{version}`: 1 for the policy in force. Confined to one event loop.
public final class PolicyInfo {

    private final MeterRegistry registry;
    private final Supplier<Policy> policy;
    private @Nullable String shown;
    private @Nullable Meter gauge;

    public PolicyInfo(MeterRegistry registry, Supplier<Policy> policy) {
        this.registry = registry;
        this.policy = policy;
        look();
    }

    /// Shows the present version, and no longer the one before.
    public void look() {
        var version = policy.get().version();
        if (version.equals(shown)) return;
        var before = gauge;
        if (before != null) registry.remove(before);
        shown = version;
        gauge = Gauge.builder("opportune.policy.info", () -> 1)
                .description("1 for the policy in force")
                .tag("version", version)
                .register(registry);
    }
}
