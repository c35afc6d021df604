package dev.opportune.benchmarks.decisions;

import dev.opportune.engagement.tally.Folds;
import dev.opportune.engagement.tally.Labels;
import dev.opportune.engagement.tally.Tallies;
import dev.opportune.engagement.touch.Interactions;
import dev.opportune.gateway.lane.Gateway;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.redis.RedisClock;
import dev.opportune.ratelimiter.redis.RedisLane;
import dev.opportune.ratelimiter.redis.RedisListener;
import dev.opportune.ratelimiter.redis.RedisSettings;
import dev.opportune.ratelimiter.send.SendStore;
import dev.opportune.ratelimiter.user.RedisUsers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// A lane's event loop with its connection to a Redis, as a gateway has it, and the way onto it.
final class Lane implements AutoCloseable {

    private static final Duration HOUR = Duration.ofHours(1);

    /// More than any run writes, so that no event goes while they are counted.
    private static final EventRetention EVENTS = new EventRetention(EventRetention.MAX_PER_PARTITION, HOUR);

    private final Vertx vertx = Gateway.vertx(1);
    private final Context context = vertx.getOrCreateContext();
    private final RedisLane connection;
    final SendStore store;
    final RedisUsers users;
    final Labels labels;
    final Interactions interactions;
    final Folds folds;
    final Tallies tallies;

    Lane(RedisServer redis, int partitions) {
        this(redis, partitions, () -> 0);
    }

    /// @param clock milliseconds since 1970 by which sends are decided; 0: Redis' own
    Lane(RedisServer redis, int partitions, LongSupplier clock) {
        this(redis.settings(partitions), clock);
    }

    Lane(RedisSettings settings, LongSupplier clock) {
        this(settings, clock, false);
    }

    /// @param measured whether it is counted what becomes of sends
    Lane(RedisSettings settings, LongSupplier clock, boolean measured) {
        var loop = ((ContextInternal) context).nettyEventLoop().parent();
        connection = await(
                () -> Future.succeededFuture(new RedisLane(settings, RedisListener.NONE, vertx, context, loop, clock)));
        var _ = await(connection::whenConnected);
        var time = new RedisClock();
        labels = new Labels(connection, time, Labels.Limits.DEFAULT);
        store = new SendStore(
                connection,
                new SendStore.Terms(
                        "benchmark/0", Duration.ofSeconds(60), HOUR, HOUR, EVENTS, () -> "", measured ? labels : null),
                time);
        users = new RedisUsers(connection, HOUR, EVENTS);
        var noExperiments = Work.uncapped();
        interactions = new Interactions(
                connection, Interactions.Windows.DEFAULT, new EventRetention(0, HOUR), false, () -> noExperiments);
        folds = new Folds(connection, labels, Duration.ofDays(90), Folds.Entered.UNHEARD);
        tallies = new Tallies(connection);
    }

    /// Where a user is kept.
    byte[] userKey(String user) {
        var keys = connection.keys();
        return keys.user(keys.partitionOf(user), user);
    }

    /// Where an hour's tallies are kept.
    byte[] hourKey(long hour) {
        return connection.keys().hour(hour);
    }

    /// Runs it on the lane's thread, at once when that is this one.
    void run(Runnable action) {
        context.runOnContext(_ -> action.run());
    }

    /// Runs it on the lane and waits for what comes of it.
    <T> T await(Supplier<Future<T>> action) {
        var done = new CompletableFuture<T>();
        run(() -> action.get().onComplete(done::complete, done::completeExceptionally));
        return done.join();
    }

    /// Does it for 0 to `count` - 1, so many of them at once.
    <T> void forEach(int count, int atOnce, IntFunction<Future<T>> action) {
        var _ = await(() -> {
            Promise<Void> done = Promise.promise();
            new Turns<>(count, action, done).begin(Math.min(atOnce, count));
            return done.future();
        });
    }

    @Override
    public void close() {
        var _ = await(connection::close);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /// Confined to the lane: each that ends begins the next.
    private static final class Turns<T> {
        private final int count;
        private final IntFunction<Future<T>> action;
        private final Promise<Void> done;
        private int begun;
        private int ended;

        Turns(int count, IntFunction<Future<T>> action, Promise<Void> done) {
            this.count = count;
            this.action = action;
            this.done = done;
        }

        void begin(int atOnce) {
            for (int i = 0; i < atOnce; i++) next();
        }

        private void next() {
            if (begun == count) return;
            action.apply(begun++).onComplete(this::ended);
        }

        private void ended(@SuppressWarnings("unused") Object value, Throwable failure) {
            if (failure != null) {
                done.tryFail(failure);
            } else if (++ended == count) {
                done.tryComplete();
            } else {
                next();
            }
        }
    }
}
