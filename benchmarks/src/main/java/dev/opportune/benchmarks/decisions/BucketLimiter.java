package dev.opportune.benchmarks.decisions;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Bucket4j by way of Lettuce: one bucket a user with a bandwidth for each cap, refilled evenly over its window.
final class BucketLimiter implements Limiter {

    private final RedisClient client;
    private final AsyncProxyManager<byte[]> buckets;
    private final BucketConfiguration configuration;

    BucketLimiter(RedisServer redis, List<Cap> caps) {
        client = RedisClient.create(redis.uri());
        buckets = Bucket4jLettuce.casBasedBuilder(client.connect(ByteArrayCodec.INSTANCE))
                .expirationAfterWrite(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofSeconds(1)))
                .build()
                .asAsync();
        var builder = BucketConfiguration.builder();
        for (var cap : caps) {
            builder.addLimit(limit -> limit.capacity(cap.limit()).refillGreedy(cap.limit(), cap.window()));
        }
        configuration = builder.build();
    }

    @Override
    public String title() {
        return "Bucket4j 8.19.0";
    }

    @Override
    public void run(Runnable action) {
        action.run();
    }

    @Override
    public CompletionStage<Boolean> ask(String user) {
        return buckets.getProxy(("b:" + user).getBytes(UTF_8), () -> CompletableFuture.completedFuture(configuration))
                .tryConsume(1);
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
