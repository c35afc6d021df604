package dev.opportune.ratelimiter.quota;

import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.ScriptReply;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.time.Duration;

/// Quotas that all gateways share, one run of `quota.lua` a portion. Confined to the lane's event loop.
public final class RedisQuotas {

    private final Storage redis;

    /// Quotas by way of a lane's connection.
    public RedisQuotas(Storage redis) {
        this.redis = redis;
    }

    /// What was given.
    ///
    /// @param permits from none to as many as were wanted
    /// @param nextIn when it is worth asking for more; zero when all that was wanted was given
    public record Portion(int permits, Duration nextIn) {}

    /// Takes a portion. No 60 s give more than `perMinute` permits, and after 60 s without a call the rate grows from a
    /// fiftieth to the whole over `rampUp`. What is taken counts as used. The future fails with
    /// [StorageUnavailableException] when Redis does not answer.
    ///
    /// @param name whose quota it is
    /// @param perMinute at least 1
    /// @param wanted permits, at least 1
    public Future<Portion> take(String name, int perMinute, Duration rampUp, int wanted) {
        if (perMinute < 1) throw new IllegalArgumentException("perMinute: " + perMinute + " (expected: >= 1)");
        if (wanted < 1) throw new IllegalArgumentException("wanted: " + wanted + " (expected: >= 1)");
        var keys = redis.keys();
        byte[][] names = {keys.quota(keys.partitionOf(name), name)};
        var packed = new Packed().array(4).put(redis.testNow()).put(perMinute);
        packed.put(rampUp.toMillis()).put(wanted);
        return redis.run(Script.QUOTA, names, packed.bytes())
                .map(reply -> new Portion(
                        Math.toIntExact(ScriptReply.number(reply, 0)),
                        Duration.ofMillis(ScriptReply.number(reply, 1))));
    }
}
