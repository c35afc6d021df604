package dev.opportune.ratelimiter.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/// Any command at all, for tests that look into Redis or disturb it. Each runs on the lane's thread.
public final class RawCommands {

    private RawCommands() {}

    /// On the node that serves the key.
    public static <T> Future<T> call(
            RedisLane lane, byte[] key, Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        return lane.call(key, command);
    }

    /// On every node.
    public static <T> Future<List<T>> onAll(
            RedisLane lane, Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        return Future.all(
                        lane.serving().stream().map(node -> node.call(command)).toList())
                .map(CompositeFuture::list);
    }

    public static Future<Void> whenAllConnected(RedisLane lane) {
        return lane.whenAllConnected();
    }
}
