package dev.opportune.gateway.lane;

import dev.opportune.connectors.Provider;
import dev.opportune.connectors.fcm.FcmProvider;
import dev.opportune.gateway.http.HttpMetrics;
import dev.opportune.gateway.http.events.EventMetrics;
import dev.opportune.gateway.measure.MeasureMetrics;
import dev.opportune.gateway.metrics.LoopLag;
import dev.opportune.gateway.metrics.OAuthMetrics;
import dev.opportune.gateway.metrics.PolicyInfo;
import dev.opportune.gateway.metrics.ProviderMetrics;
import dev.opportune.gateway.metrics.QuotaMetrics;
import dev.opportune.gateway.metrics.RedisMetrics;
import dev.opportune.gateway.send.SendMetrics;
import dev.opportune.ratelimiter.Policy;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What the lanes of a gateway measure, together.
///
/// @param providers by app
/// @param policy for one lane alone
record LaneMetrics(
        SendMetrics sends,
        HttpMetrics http,
        EventMetrics events,
        MeasureMetrics measure,
        RedisMetrics redis,
        QuotaMetrics quotas,
        Map<String, ProviderMetrics> providers,
        LoopLag lag,
        PolicyInfo policy) {

    static LaneMetrics of(MeterRegistry meters, int lanes, Supplier<Policy> policy, Map<String, Provider> providers) {
        Gauge.builder("opportune.lanes", () -> lanes)
                .description("Lanes that the gateway has")
                .register(meters);
        for (var provider : providers.values()) {
            if (provider instanceof FcmProvider fcm) OAuthMetrics.show(fcm, meters);
        }
        return new LaneMetrics(
                new SendMetrics(meters, policy.get(), providers),
                new HttpMetrics(meters),
                new EventMetrics(meters),
                new MeasureMetrics(meters),
                new RedisMetrics(meters),
                new QuotaMetrics(meters),
                providers.keySet().stream()
                        .collect(Collectors.toUnmodifiableMap(app -> app, app -> new ProviderMetrics(app, meters))),
                new LoopLag(meters),
                new PolicyInfo(meters, policy));
    }

    ProviderMetrics provider(String app) {
        var known = providers.get(app);
        if (known == null) throw new IllegalArgumentException("app: " + app + " (expected: one that is configured)");
        return known;
    }
}
