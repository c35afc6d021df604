package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import java.util.Map;
import java.util.stream.Collectors;

/// Whether a Redis is fit to keep sends: asked once, at a lane's start.
public final class RedisFitness {

    private static final String SCHEMA = "1";
    private static final int LEAST_MAJOR = 6;
    private static final int LEAST_MINOR = 2;

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

        public UnreachableException(RedisSettings settings) {
            super("Redis at " + settings.uri() + " does not answer", null, false, false);
        }
    }

    private RedisFitness() {}

    /// Fails with [UnfitException] when Redis is too old, holds data of another shape, or does not keep what
    /// `durability` claims.
    public static Future<Void> check(RedisLane redis, Durability durability) {
        return redis.call(c -> c.info()).map(RedisFitness::parse).compose(info -> {
            checkVersion(info);
            if (durability == Durability.AOF) checkDurable(info);
            return checkMeta(redis);
        });
    }

    private static void checkVersion(Map<String, String> info) {
        var version = info.getOrDefault("redis_version", "0.0");
        var parts = version.split("\\.", -1);
        int major = Integer.parseInt(parts[0]);
        int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
        if (major < LEAST_MAJOR || (major == LEAST_MAJOR && minor < LEAST_MINOR)) {
            throw new UnfitException("Redis is " + version + " (expected: 6.2 or later, or Valkey)");
        }
    }

    private static void checkDurable(Map<String, String> info) {
        if (!"1".equals(info.get("aof_enabled"))) {
            throw new UnfitException("Redis has no append-only file, so a restart of it would lose admitted sends"
                    + " (expected: appendonly yes; or redis.durability: memory, to accept that)");
        }
        var eviction = info.get("maxmemory_policy");
        if (!"noeviction".equals(eviction)) {
            throw new UnfitException("Redis evicts keys when it is full: maxmemory-policy " + eviction
                    + " (expected: noeviction; or redis.durability: memory, to accept the loss of sends)");
        }
    }

    private static Future<Void> checkMeta(RedisLane redis) {
        var keys = redis.keys();
        var partitions = Integer.toString(keys.partitions());
        return redis.call(c -> c.hsetnx(keys.meta(), bytes("schema"), bytes(SCHEMA)))
                .compose(_ -> redis.call(c -> c.hsetnx(keys.meta(), bytes("partitions"), bytes(partitions))))
                .compose(_ -> redis.call(c -> c.hmget(keys.meta(), bytes("schema"), bytes("partitions"))))
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
