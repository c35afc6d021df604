package dev.opportune.ratelimiter.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A lane's connection to one server, on the lane's own event loop: commands pipeline, and are flushed once for each
/// turn of the loop. Confined to that loop.
///
/// A command fails with [StorageUnavailableException] after its timeout, when the connection is lost, when there is
/// none, or when [#MAX_PENDING] others are under way; the connection comes back by itself.
final class RedisNode {

    private static final Logger LOG = LoggerFactory.getLogger(RedisNode.class);

    /// Commands under way at most; one more fails at once.
    static final int MAX_PENDING = 8192;

    private static final String UNREACHABLE = "is not reachable";

    private static final long FIRST_RECONNECT_MS = 50;
    private static final long LAST_RECONNECT_MS = 500;

    /// A server that is read-only is left, since another may be the master by now, but no more often than this.
    private static final long LEAVE_READ_ONLY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final NodeAddress address;
    private final NodeClient client;
    private final RedisListener listener;
    private final Vertx vertx;
    private final ContextInternal context;
    private final long timeoutNanos;
    private final Runnable changed;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private @Nullable StatefulRedisConnection<byte[], byte[]> connection;
    private Promise<Void> connected;
    private long reconnectMs = FIRST_RECONNECT_MS;
    private long repliedAtNanos;
    private long openedAtNanos;
    private boolean saidUnreachable;
    private boolean readOnly;
    private boolean flushScheduled;
    private boolean closed;
    private String fault = UNREACHABLE;

    private record Pending(Promise<?> promise, long begunNanos, long lostAtNanos) {}

    /// Begins to connect; [#whenConnected] tells when that is done.
    ///
    /// @param changed runs when the connection opens and when it ends
    RedisNode(
            NodeAddress address,
            NodeClient client,
            RedisListener listener,
            Vertx vertx,
            ContextInternal context,
            Duration timeout,
            Runnable changed) {
        this.address = address;
        this.client = client;
        this.listener = listener;
        this.vertx = vertx;
        this.context = context;
        this.timeoutNanos = timeout.toNanos();
        this.changed = changed;
        this.connected = context.promise();
        connect();
    }

    NodeAddress address() {
        return address;
    }

    boolean isConnected() {
        return connection != null;
    }

    /// Why there is no connection, as it follows the address in a sentence.
    String fault() {
        return fault;
    }

    /// Runs one plain command.
    <T> Future<T> call(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        assert context.nettyEventLoop().inEventLoop();
        var live = connection;
        if (live == null) return notSent("Redis at " + address + " is not connected");
        if (readOnly) return notSent("Redis at " + address + " is read-only");
        if (pending.size() >= MAX_PENDING) return notSent(MAX_PENDING + " commands are under way");
        Promise<T> promise = context.promise();
        long begunNanos = System.nanoTime();
        var _ = command.apply(live.async()).whenComplete((reply, failure) -> {
            if (live.isOpen()) repliedAtNanos = System.nanoTime();
            if (failure == null) {
                tell(promise, RedisListener.Outcome.OK, begunNanos);
                promise.tryComplete(reply);
            } else {
                // Commands end before the listener hears of it, and a repeat must not go to a connection that is gone.
                if (!live.isOpen()) lose(live, UNREACHABLE);
                var meaning = RedisFailures.classify(failure, address);
                tell(promise, RedisFailures.outcome(meaning), begunNanos);
                if (RedisFailures.isReadOnly(meaning)) leaveReadOnly();
                promise.tryFail(meaning);
            }
        });
        pending.add(new Pending(promise, begunNanos, begunNanos + timeoutNanos));
        flushSoon(live);
        return promise.future();
    }

    /// Completes when there is a connection; at once when there is one already. Fails when the node is closed.
    Future<Void> whenConnected() {
        return connected.future();
    }

    /// Whether no command is under way.
    boolean isIdle() {
        return pending.isEmpty();
    }

    /// To be called often. All commands have one timeout, so the oldest is lost first.
    void loseOverdue(long now) {
        giveUpSilent(now);
        for (var oldest = pending.peek();
                oldest != null && (oldest.promise.future().isComplete() || now - oldest.lostAtNanos >= 0);
                oldest = pending.peek()) {
            pending.remove();
            tell(oldest.promise, RedisListener.Outcome.LOST, oldest.begunNanos);
            oldest.promise.tryFail(new StorageUnavailableException("Redis did not reply in time", true));
        }
        var live = connection;
        if (readOnly && live != null && isIdle()) lose(live, "is read-only");
    }

    /// What is under way is lost, and nothing is sent any more.
    void close() {
        if (closed) return;
        closed = true;
        connected.tryFail(new StorageUnavailableException("closed", false));
        var live = connection;
        if (live != null) lose(live, UNREACHABLE);
        listener.left();
    }

    private <T> Future<T> notSent(String why) {
        listener.ended(RedisListener.Outcome.NOT_SENT, 0);
        return context.failedFuture(new StorageUnavailableException(why, false));
    }

    /// Before the command's caller hears of it, and only once.
    private void tell(Promise<?> promise, RedisListener.Outcome outcome, long begunNanos) {
        if (!promise.future().isComplete()) listener.ended(outcome, System.nanoTime() - begunNanos);
    }

    /// One write to the socket for all commands of this turn of the loop.
    private void flushSoon(StatefulRedisConnection<byte[], byte[]> live) {
        if (flushScheduled) return;
        flushScheduled = true;
        context.nettyEventLoop().execute(() -> {
            flushScheduled = false;
            live.flushCommands();
        });
    }

    /// A machine that lost its power ends no connection, and TCP notices after many minutes: what owes a reply and has
    /// said nothing for two timeouts is given up.
    private void giveUpSilent(long now) {
        var live = connection;
        var oldest = pending.peek();
        if (live == null || oldest == null) return;
        boolean owes = !oldest.promise.future().isComplete() && now - oldest.lostAtNanos >= 0;
        if (owes && now - repliedAtNanos >= 2 * timeoutNanos) lose(live, "does not reply");
    }

    /// After a failover the name of the master may lead elsewhere. What is under way is waited for.
    private void leaveReadOnly() {
        if (System.nanoTime() - openedAtNanos < LEAVE_READ_ONLY_NANOS) return;
        readOnly = true;
    }

    private void connect() {
        var _ = client.connect(address)
                .whenComplete((live, failure) -> context.runOnContext(_ -> {
                    if (live == null) {
                        couldNotOpen(failure);
                    } else if (closed) {
                        var _ = live.closeAsync();
                    } else {
                        use(live);
                    }
                }));
    }

    private void use(StatefulRedisConnection<byte[], byte[]> live) {
        live.setAutoFlushCommands(false);
        live.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
                context.runOnContext(_ -> lose(live, UNREACHABLE));
            }
        });
        if (!live.isOpen()) {
            couldNotOpen(null);
            return;
        }
        connection = live;
        listener.opened();
        openedAtNanos = System.nanoTime();
        repliedAtNanos = openedAtNanos;
        reconnectMs = FIRST_RECONNECT_MS;
        if (saidUnreachable) LOG.info("Redis at {} is reachable again", address);
        saidUnreachable = false;
        connected.tryComplete();
        changed.run();
    }

    private void couldNotOpen(@Nullable Throwable failure) {
        if (closed) return;
        listener.couldNotOpen();
        fault = UNREACHABLE + because(failure);
        reconnectLater();
    }

    @SuppressWarnings("ReferenceEquality") // that very connection
    private void lose(StatefulRedisConnection<byte[], byte[]> lost, String why) {
        if (connection != lost) return; // known already
        connection = null;
        if (!closed) connected = context.promise();
        listener.lost();
        var _ = lost.closeAsync();
        fault = why;
        readOnly = false;
        reconnectLater();
        changed.run();
    }

    private void reconnectLater() {
        if (closed) return;
        if (!saidUnreachable) { // once for each outage
            saidUnreachable = true;
            LOG.warn("Redis at {} {}; trying again until it is", address, fault);
        }
        long wait = reconnectMs / 2 + ThreadLocalRandom.current().nextLong(reconnectMs / 2 + 1);
        reconnectMs = Math.min(reconnectMs * 2, LAST_RECONNECT_MS);
        vertx.setTimer(wait, _ -> {
            if (!closed) connect();
        });
    }

    private static String because(@Nullable Throwable failure) {
        return failure == null ? "" : ": " + failure.getMessage();
    }
}
