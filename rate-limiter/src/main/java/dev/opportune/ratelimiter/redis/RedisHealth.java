package dev.opportune.ratelimiter.redis;

import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What is asked of a Redis, and what the lanes of a gateway have found of each of its servers: one for
/// all of them. Safe on any thread.
public final class RedisHealth {

    private final RedisServers servers;
    private final Durability durability;
    private final Map<NodeAddress, NodeHealth> nodes = new ConcurrentHashMap<>();
    private volatile boolean begun;

    public RedisHealth(RedisServers servers, Durability durability) {
        this.servers = servers;
        this.durability = durability;
    }

    RedisServers servers() {
        return servers;
    }

    Durability durability() {
        return durability;
    }

    NodeHealth of(NodeAddress address) {
        return nodes.computeIfAbsent(address, NodeHealth::new);
    }

    /// Whether it was found fit at the start: from then on it is looked at again, and what it held is
    /// expected.
    boolean hasBegun() {
        return begun;
    }

    void begin() {
        begun = true;
    }
}
