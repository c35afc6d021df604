package dev.opportune.gateway.lane;

import dev.opportune.connectors.Quotas;
import dev.opportune.ratelimiter.quota.RedisQuotas;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.time.Duration;

/// The connectors' quotas, shared by all gateways through Redis. While Redis does not answer nothing is given: what the
/// others take meanwhile is unknown.
final class SharedQuotas implements Quotas {

    private static final Portion NOT_NOW = new Portion(0, Duration.ofSeconds(1));

    private final RedisQuotas redis;

    SharedQuotas(Storage redis) {
        this.redis = new RedisQuotas(redis);
    }

    @Override
    public Future<Portion> take(String name, Terms terms, int wanted) {
        return redis.take(name, terms.perMinute(), terms.rampUp(), wanted)
                .map(portion -> new Portion(portion.permits(), portion.nextIn()))
                .otherwise(NOT_NOW);
    }
}
