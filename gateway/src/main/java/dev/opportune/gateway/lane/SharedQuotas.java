package dev.opportune.gateway.lane;

import dev.opportune.connectors.Quotas;
import dev.opportune.gateway.metrics.QuotaMetrics;
import dev.opportune.ratelimiter.quota.RedisQuotas;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.time.Duration;

/// The connectors' quotas, shared by all gateways through Redis. While Redis does not answer nothing is given: what the
/// others take meanwhile is unknown.
final class SharedQuotas implements Quotas {

    private static final Portion NOT_NOW = new Portion(0, Duration.ofSeconds(1));

    private final RedisQuotas redis;
    private final QuotaMetrics metrics;

    SharedQuotas(Storage redis, QuotaMetrics metrics) {
        this.redis = new RedisQuotas(redis);
        this.metrics = metrics;
    }

    @Override
    public Future<Portion> take(String name, Terms terms, int wanted) {
        return redis.take(name, terms.perMinute(), terms.rampUp(), wanted)
                .map(portion -> {
                    metrics.given(name, terms.perMinute(), portion.permits());
                    return new Portion(portion.permits(), portion.nextIn());
                })
                .otherwise(NOT_NOW);
    }
}
