package dev.opportune.benchmarks.decisions;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.redisson.Redisson;
import org.redisson.api.RRateLimiter;
import org.redisson.api.RateType;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/// Redisson's RRateLimiter: one for each cap of a user, asked one after the other. A limiter must have been told its
/// rate before it is asked first, which is a round trip of its own; it cannot give a place back exactly, so that what
/// an earlier cap let through stays counted.
final class RedissonLimiter implements Limiter {

    private final RedissonClient client;
    private final List<Cap> caps;
    private final boolean cold;

    /// @param cold every user is new: the rate is set each time
    RedissonLimiter(RedisServer redis, List<Cap> caps, boolean cold) {
        var config = new Config();
        config.useSingleServer().setAddress(redis.uri());
        this.client = Redisson.create(config);
        this.caps = caps;
        this.cold = cold;
    }

    @Override
    public String title() {
        return "Redisson 4.7.0";
    }

    @Override
    public void run(Runnable action) {
        action.run();
    }

    @Override
    public CompletionStage<Boolean> ask(String user) {
        CompletionStage<Boolean> all = CompletableFuture.completedStage(true);
        for (int i = 0; i < caps.size(); i++) {
            var cap = caps.get(i);
            var limiter = client.getRateLimiter("r:" + i + ":" + user);
            all = all.thenCompose(passed -> passed ? ask(limiter, cap) : CompletableFuture.completedStage(false));
        }
        return all;
    }

    private CompletionStage<Boolean> ask(RRateLimiter limiter, Cap cap) {
        if (!cold) return limiter.tryAcquireAsync();
        return limiter.trySetRateAsync(RateType.OVERALL, cap.limit(), cap.window(), cap.window())
                .thenCompose(_ -> limiter.tryAcquireAsync());
    }

    /// Before a user is hot.
    void prepare(String user) {
        for (int i = 0; i < caps.size(); i++) {
            var cap = caps.get(i);
            var _ = client.getRateLimiter("r:" + i + ":" + user)
                    .trySetRate(RateType.OVERALL, cap.limit(), cap.window(), cap.window());
        }
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
