package dev.opportune.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.Quotas.Portion;
import dev.opportune.connectors.Quotas.Terms;
import dev.opportune.gateway.metrics.QuotaMetrics;
import dev.opportune.ratelimiter.redis.RedisLane;
import dev.opportune.ratelimiter.redis.RedisListener;
import dev.opportune.ratelimiter.redis.RedisSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

class SharedQuotasIT {

    private static final Terms TERMS = new Terms(60_000, Duration.ZERO);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final QuotaMetrics quotas = new QuotaMetrics(meters);

    @Test
    void what_one_lane_took_another_lacks() throws Exception {
        var server = RedisServer.newRedisServer()
                .port(freePort())
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        server.start();
        try {
            var portions = onLane(server.ports().getFirst(), redis -> {
                var one = new SharedQuotas(redis, quotas);
                var other = new SharedQuotas(redis, quotas);
                return redis.whenConnected()
                        .compose(_ -> one.take("project", TERMS, 900))
                        .compose(first ->
                                other.take("project", TERMS, 900).map(second -> new Portion[] {first, second}));
            });
            assertThat(portions[0]).isEqualTo(new Portion(900, Duration.ZERO));
            assertThat(portions[1].permits()).isEqualTo(100);
            assertThat(portions[1].nextIn()).isPositive();
            assertThat(meters.get("opportune.quota.permits").counter().count()).isEqualTo(1_000);
            assertThat(meters.get("opportune.quota.per.minute").gauge().value()).isEqualTo(60_000);
        } finally {
            server.stop();
        }
    }

    @Test
    void nothing_is_given_while_redis_does_not_answer() throws Exception {
        var portion = onLane(freePort(), redis -> new SharedQuotas(redis, quotas).take("project", TERMS, 1));
        assertThat(portion).isEqualTo(new Portion(0, Duration.ofSeconds(1)));
    }

    private static <T> T onLane(int redisPort, Function<RedisLane, Future<T>> action) throws Exception {
        var vertx = Gateway.vertx(1);
        try {
            var context = (ContextInternal) vertx.getOrCreateContext();
            Promise<T> done = Promise.promise();
            Promise<Void> closed = Promise.promise();
            context.runOnContext(_ -> {
                var redis = new RedisLane(
                        new RedisSettings(URI.create("redis://127.0.0.1:" + redisPort)),
                        RedisListener.NONE,
                        vertx,
                        context,
                        context.nettyEventLoop().parent(),
                        () -> 1_000_000);
                action.apply(redis)
                        .onComplete(done)
                        .onComplete(_ -> context.runOnContext(_ -> redis.close().onComplete(closed)));
            });
            var result = done.future().await(20, TimeUnit.SECONDS);
            closed.future().await(20, TimeUnit.SECONDS);
            return result;
        } finally {
            vertx.close().await();
        }
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
