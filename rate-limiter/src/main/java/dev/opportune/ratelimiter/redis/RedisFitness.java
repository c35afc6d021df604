package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Whether a Redis is fit to keep sends: asked once, at a lane's start.
public final class RedisFitness {

    private static final String SCHEMA = "1";
    private static final int LEAST_MAJOR = 6;
    private static final int LEAST_MINOR = 2;

    private static final Duration AT_START = Duration.ofSeconds(10);

    /// Masters that are away keep their own partitions away, and no gateway from starting.
    private static final Duration REACH_ALL = Duration.ofSeconds(3);

    /// What a deployment claims of its Redis.
    public enum Durability {
        /// Nothing: what it holds may be lost with it.
        MEMORY,
        /// An append-only file, and no eviction: what was admitted survives a restart of Redis.
        AOF
    }

    /// Redis cannot be used as it is set up. The message is a plain sentence for whoever started us.
    public static final class UnfitException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnfitException(String message) {
            super(message, null, false, false);
        }
    }

    /// Redis does not answer. The message is a plain sentence for whoever started us.
    public static final class UnreachableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreachableException(RedisServers servers, String why) {
            super("Redis at " + servers + " does not answer" + (why.isEmpty() ? "" : ": " + why), null, false, false);
        }
    }

    private RedisFitness() {}

    /// Waits for Redis, and fails with [UnreachableException] after [#AT_START], or with [UnfitException] when Redis is
    /// too old, is or is not a cluster against what the settings say, holds data of another shape, or does not keep
    /// what `durability` claims. Every node that serves is asked, but those that are not there within [#REACH_ALL].
    public static Future<Void> check(RedisLane redis, RedisServers servers, Durability durability) {
        return redis.whenConnected()
                .timeout(AT_START.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(notThere(failure, redis, servers)))
                .compose(_ -> redis.whenAllConnected()
                        .timeout(REACH_ALL.toMillis(), TimeUnit.MILLISECONDS)
                        .otherwiseEmpty())
                .compose(_ -> Future.all(redis.serving().stream()
                        .filter(RedisNode::isConnected)
                        .map(node -> check(node, servers, durability))
                        .toList()))
                .compose(_ -> {
                    if (redis.uncoveredSlots() > 0) throw incomplete(redis, servers);
                    return checkMeta(redis);
                })
                .recover(failure -> Future.failedFuture(
                        failure instanceof StorageUnavailableException e
                                ? new UnreachableException(servers, String.valueOf(e.getMessage()))
                                : failure));
    }

    private static Future<Void> check(RedisNode node, RedisServers servers, Durability durability) {
        return node.call(c -> c.info()).map(RedisFitness::parse).map(info -> {
            var named = "Redis at " + node.address();
            checkKind(named, info, servers);
            checkVersion(named, info);
            if (durability == Durability.AOF) checkDurable(named, info);
            return null;
        });
    }

    private static Throwable notThere(Throwable failure, RedisLane redis, RedisServers servers) {
        if (failure instanceof UnfitException) return failure;
        return redis.isAnswered() ? incomplete(redis, servers) : new UnreachableException(servers, "");
    }

    private static UnfitException incomplete(RedisLane redis, RedisServers servers) {
        return new UnfitException("the cluster of " + servers + " is not complete: no node serves "
                + redis.uncoveredSlots() + " of its slots (expected: all 16384 are served)");
    }

    private static void checkKind(String named, Map<String, String> info, RedisServers servers) {
        boolean cluster = "1".equals(info.get("cluster_enabled"));
        if (cluster && !(servers instanceof RedisServers.Cluster)) {
            throw new UnfitException(named + " is a node of a cluster (expected: redis.uris, with some of the cluster's"
                    + " nodes, in place of redis.uri)");
        }
    }

    /// What `redis.uris` leads to is none.
    static UnfitException noCluster(NodeAddress address) {
        return new UnfitException("Redis at " + address
                + " is not a node of a cluster (expected: redis.uri, for one server, in place of redis.uris)");
    }

    private static void checkVersion(String named, Map<String, String> info) {
        var version = info.getOrDefault("redis_version", "0.0");
        var parts = version.split("\\.", -1);
        int major = Integer.parseInt(parts[0]);
        int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
        if (major < LEAST_MAJOR || (major == LEAST_MAJOR && minor < LEAST_MINOR)) {
            throw new UnfitException(named + " is " + version + " (expected: 6.2 or later, or Valkey)");
        }
    }

    private static void checkDurable(String named, Map<String, String> info) {
        if (!"1".equals(info.get("aof_enabled"))) {
            throw new UnfitException(named + " has no append-only file, so a restart of it would lose admitted sends"
                    + " (expected: appendonly yes; or redis.durability: memory, to accept that)");
        }
        var eviction = info.get("maxmemory_policy");
        if (!"noeviction".equals(eviction)) {
            throw new UnfitException(named + " evicts keys when it is full: maxmemory-policy " + eviction
                    + " (expected: noeviction; or redis.durability: memory, to accept the loss of sends)");
        }
    }

    private static Future<Void> checkMeta(RedisLane redis) {
        var keys = redis.keys();
        var partitions = Integer.toString(keys.partitions());
        return redis.call(keys.meta(), c -> c.hsetnx(keys.meta(), bytes("schema"), bytes(SCHEMA)))
                .compose(_ ->
                        redis.call(keys.meta(), c -> c.hsetnx(keys.meta(), bytes("partitions"), bytes(partitions))))
                .compose(_ -> redis.call(keys.meta(), c -> c.hmget(keys.meta(), bytes("schema"), bytes("partitions"))))
                .map(found -> {
                    expect("schema", SCHEMA, found.get(0).getValue());
                    expect("partitions", partitions, found.get(1).getValue());
                    return null;
                });
    }

    private static void expect(String name, String ours, byte[] theirs) {
        var found = new String(theirs, UTF_8);
        if (!found.equals(ours)) {
            throw new UnfitException("the data in Redis has " + name + " " + found + " (expected: " + ours
                    + "); another redis.prefix keeps data apart");
        }
    }

    private static Map<String, String> parse(String info) {
        return info.lines()
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2)
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (a, b) -> a));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
