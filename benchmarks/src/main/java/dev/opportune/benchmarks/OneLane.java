package dev.opportune.benchmarks;

import dev.opportune.gateway.lane.Gateway;
import dev.opportune.ratelimiter.redis.RedisLane;
import dev.opportune.ratelimiter.redis.RedisListener;
import dev.opportune.ratelimiter.send.SendStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A lane's event loop with a Redis of its own, as a gateway has it, and the way onto it.
final class OneLane {

    /// Receipts end soon, so that a long run does not fill Redis.
    private static final SendStore.Terms TERMS =
            new SendStore.Terms("benchmark/0", Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofSeconds(1));

    private static final long PATIENCE_SECONDS = 60;

    final Vertx vertx = Gateway.vertx(1);
    final SendStore store;
    private final Context context = vertx.getOrCreateContext();
    private final RedisProcess redis = RedisProcess.start();
    private final RedisLane connection;

    OneLane() {
        var loop = ((ContextInternal) context).nettyEventLoop().parent();
        connection = await(() -> Future.succeededFuture(
                new RedisLane(redis.settings(), RedisListener.NONE, vertx, context, loop, () -> 0)));
        var _ = await(connection::whenConnected);
        store = new SendStore(connection, TERMS);
    }

    /// Runs it on the lane and waits for what comes of it.
    <T> T await(Supplier<Future<T>> action) {
        var done = new CompletableFuture<T>();
        context.runOnContext(_ -> action.get().onComplete(done::complete, done::completeExceptionally));
        return done.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /// Begins so many at once on the lane, and waits for all.
    <T> List<T> awaitAll(int count, Supplier<Future<T>> action) {
        return await(() -> {
            var all = new ArrayList<Future<T>>(count);
            for (int i = 0; i < count; i++) all.add(action.get());
            return Future.all(all).map(done -> done.<T>list());
        });
    }

    long thread() {
        return await(() -> Future.succeededFuture(Thread.currentThread().threadId()));
    }

    void close() throws IOException {
        var _ = await(connection::close);
        vertx.close().toCompletionStage().toCompletableFuture().join();
        redis.stop();
    }
}
