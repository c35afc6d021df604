package dev.opportune.ratelimiter.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.vertx.core.Promise;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A command that a node has given to Lettuce, which tells it what came of it. Confined to the lane.
final class Pending<T> implements BiConsumer<@Nullable T, @Nullable Throwable> {

    final Promise<T> promise;
    private final RedisNode node;
    private final StatefulRedisConnection<byte[], byte[]> live;
    private final RedisListener listener;
    private final Turn turn;
    private final long begunNanos = System.nanoTime();

    /// @param live on which it is sent
    /// @param listener hears of it
    /// @param turn in which it is written
    Pending(
            RedisNode node,
            StatefulRedisConnection<byte[], byte[]> live,
            Promise<T> promise,
            RedisListener listener,
            Turn turn) {
        this.node = node;
        this.live = live;
        this.promise = promise;
        this.listener = listener;
        this.turn = turn;
    }

    @Override
    public void accept(@Nullable T reply, @Nullable Throwable failure) {
        node.ended(live, failure != null);
        if (failure == null) {
            tell(RedisListener.Outcome.OK);
            promise.tryComplete(reply);
            return;
        }
        var meaning = node.meaningOf(failure);
        tell(RedisFailures.outcome(meaning));
        if (meaning instanceof StorageUnavailableException e && e.fault() != null) node.said(e.fault());
        promise.tryFail(meaning);
    }

    /// No reply has come in time.
    void lose() {
        if (isOver()) return;
        tell(RedisListener.Outcome.LOST);
        promise.tryFail(StorageUnavailableException.late());
    }

    /// Before the command's caller hears of it, and only once.
    private void tell(RedisListener.Outcome outcome) {
        if (!isOver()) listener.ended(outcome, System.nanoTime() - begunNanos);
    }

    boolean isOver() {
        return promise.future().isComplete();
    }

    boolean isOverdue(long readUpTo) {
        return turn.isOverdue(readUpTo);
    }
}
