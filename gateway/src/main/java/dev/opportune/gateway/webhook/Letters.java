package dev.opportune.gateway.webhook;

import dev.opportune.gateway.lane.LaneTransport;
import dev.opportune.ratelimiter.redis.RedisFitness;
import dev.opportune.ratelimiter.redis.RedisLane;
import dev.opportune.ratelimiter.redis.RedisListener;
import dev.opportune.ratelimiter.redis.RedisSettings;
import dev.opportune.ratelimiter.webhook.DeadLetters;
import dev.opportune.ratelimiter.webhook.DeadLetters.Dead;
import dev.opportune.ratelimiter.webhook.GoneWebhooks;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Dead letters of all partitions, for a command: its methods wait. Whoever follows a partition finds what is to be
/// repeated at its next look.
public final class Letters implements AutoCloseable {

    private static final long WAIT_SECONDS = 30;

    private final Vertx vertx;
    private final Context context;
    private final RedisLane redis;
    private final DeadLetters letters;
    private final GoneWebhooks gone;

    private Letters(Vertx vertx, Context context, RedisLane redis) {
        this.vertx = vertx;
        this.context = context;
        this.redis = redis;
        this.letters = new DeadLetters(redis);
        this.gone = new GoneWebhooks(redis);
    }

    /// Connects, and makes sure that it is a Redis of these partitions and this schema.
    public static Letters of(RedisSettings settings) throws TimeoutException {
        var vertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(1))
                .withTransport(new LaneTransport())
                .build();
        var context = vertx.getOrCreateContext();
        var made = Promise.<RedisLane>promise();
        context.runOnContext(_ -> {
            var loop = ((ContextInternal) context).nettyEventLoop().parent();
            var redis = new RedisLane(settings, RedisListener.NONE, vertx, context, loop, () -> 0);
            RedisFitness.check(redis).map(redis).onComplete(made);
        });
        try {
            return new Letters(vertx, context, made.future().await(WAIT_SECONDS, TimeUnit.SECONDS));
        } catch (RuntimeException | TimeoutException e) {
            var _ = vertx.close();
            throw e;
        }
    }

    /// A webhook's letters, those of a partition the oldest first.
    public List<Dead> dead(String webhook) throws TimeoutException {
        var found = new ArrayList<Dead>();
        for (int p = 0; p < letters.partitions(); p++) {
            int partition = p;
            found.addAll(on(() -> letters.of(partition, webhook)));
        }
        return found;
    }

    private interface Move {
        Future<Integer> of(int partition, List<String> ids);
    }

    /// @param ids of events; empty: all of them
    public int repeat(String webhook, List<String> ids) throws TimeoutException {
        return move(webhook, ids, (partition, these) -> letters.repeat(partition, webhook, these));
    }

    /// @param ids of events; empty: all of them
    public int drop(String webhook, List<String> ids) throws TimeoutException {
        return move(webhook, ids, (partition, these) -> letters.drop(partition, webhook, these));
    }

    private int move(String webhook, List<String> ids, Move move) throws TimeoutException {
        int moved = 0;
        for (int p = 0; p < letters.partitions(); p++) {
            int partition = p;
            var these = on(() -> letters.of(partition, webhook)).stream()
                    .filter(it -> ids.isEmpty() || ids.contains(it.letter().eventId()))
                    .map(Dead::id)
                    .toList();
            moved += on(() -> move.of(partition, these));
        }
        return moved;
    }

    /// Webhooks whose receiver said that it is gone.
    public Map<String, GoneWebhooks.Gone> gone() throws TimeoutException {
        return on(gone::all);
    }

    /// Gives whether it was gone.
    public boolean enable(String webhook) throws TimeoutException {
        return on(() -> gone.remove(webhook));
    }

    private <T> T on(Supplier<Future<T>> action) throws TimeoutException {
        var done = Promise.<T>promise();
        context.runOnContext(_ -> action.get().onComplete(done));
        return done.future().await(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        var closed = Promise.<Void>promise();
        context.runOnContext(_ -> redis.close().onComplete(closed));
        var _ = closed.future().eventually(vertx::close);
    }
}
