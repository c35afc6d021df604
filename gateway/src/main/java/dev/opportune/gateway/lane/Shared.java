package dev.opportune.gateway.lane;

import dev.opportune.connectors.Provider;
import dev.opportune.gateway.send.limit.HighWater;
import dev.opportune.gateway.trace.Traces;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.redis.RedisHealth;
import dev.opportune.ratelimiter.redis.RedisTopology;
import dev.opportune.templates.Templates;
import java.util.Map;
import java.util.function.Supplier;

/// What all lanes of a gateway share: immutable, or safe on any thread.
///
/// @param templates those that are to be in force
/// @param providers by app
record Shared(
        Supplier<Policy> policy,
        Supplier<Templates> templates,
        Traces traces,
        Map<String, Provider> providers,
        SettingsMarks settings,
        LaneMetrics metrics,
        ClockWatch clock,
        HighWater water,
        RedisTopology topology,
        RedisHealth health) {}
