package dev.opportune.gateway.lane;

import dev.opportune.connectors.Provider;
import dev.opportune.gateway.send.HighWater;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.redis.RedisHealth;
import dev.opportune.ratelimiter.redis.RedisTopology;
import java.util.Map;
import java.util.function.Supplier;

/// What all lanes of a gateway share: immutable, or safe on any thread.
///
/// @param providers by app
record Shared(
        Supplier<Policy> policy,
        Map<String, Provider> providers,
        SettingsMarks settings,
        LaneMetrics metrics,
        ClockWatch clock,
        HighWater water,
        RedisTopology topology,
        RedisHealth health) {}
