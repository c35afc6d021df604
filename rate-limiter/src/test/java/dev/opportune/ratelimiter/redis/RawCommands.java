package dev.opportune.ratelimiter.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.vertx.core.Future;
import java.util.function.Function;

/// Any command at all, for tests that look into Redis or disturb it.
public final class RawCommands {

    private RawCommands() {}

    /// Runs on the lane's thread.
    public static <T> Future<T> call(
            RedisLane lane, Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        return lane.call(command);
    }
}
