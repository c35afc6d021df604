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
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A lane's connection to one server, on the lane's own event loop: commands pipeline, and are flushed
/// once for each turn of the loop. Confined to that loop.
///
/// A command fails with [StorageUnavailableException] after its timeout, when the connection is lost,
/// when there is none, when [#MAX_PENDING] others are under way, or while the server is not fit to be
/// served from; the connection comes back by itself, and the server is looked at before anything else
/// is sent to it.
final class RedisNode {

    /// Commands under way at most; one more fails at once.
    static final int MAX_PENDING = 8192;

    private static final long FIRST_RECONNECT_MS = 50;
    private static final long LAST_RECONNECT_MS = 500;

    /// A server that is read-only is left, since another may be the master by now, but no more often
    /// than this.
    private static final long LEAVE_READ_ONLY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final NodeAddress address;
    private final NodeClient client;
    private final NodeHealth health;
    private final Function<RedisNode, Future<Void>> inspection;
    private final RedisListener listener;
    private final Vertx vertx;
    private final ContextInternal context;
    private final long timeoutNanos;
    private final Runnable changed;
    private final Silence silence;
    private @Nullable Replication replication;
    private final NodeScripts scripts = new NodeScripts(this);
    private final NodeScripts.Sending calling = (way, keys, args) -> call(way, keys, args, false);
    private final NodeScripts.Sending promising = (way, keys, args) -> call(way, keys, args, true);
    private final ArrayDeque<Pending<?>> pending = new ArrayDeque<>();
    private @Nullable StatefulRedisConnection<byte[], byte[]> connection;
    private Promise<Void> connected;
    private long reconnectMs = FIRST_RECONNECT_MS;
    private boolean inspected;
    private boolean saidAway;
    private boolean readOnly;
    private @Nullable Turn unwritten;
    private boolean closed;
    private String server = "";
    private Fault fault = Fault.of(Trouble.UNREACHABLE);

    /// Begins to connect; [#whenConnected] tells when that is done.
    ///
    /// @param health what is known of the server
    /// @param inspection looks at the server when the connection has opened; nothing else is sent before
    /// @param changed runs when the connection opens and when it ends
    RedisNode(
            NodeAddress address,
            NodeClient client,
            NodeHealth health,
            Function<RedisNode, Future<Void>> inspection,
            RedisListener listener,
            Vertx vertx,
            ContextInternal context,
            Duration timeout,
            Runnable changed) {
        this.address = address;
        this.client = client;
        this.health = health;
        this.inspection = inspection;
        this.listener = listener;
        this.vertx = vertx;
        this.context = context;
        this.timeoutNanos = timeout.toNanos();
        this.changed = changed;
        this.silence = new Silence(timeoutNanos);
        this.connected = context.promise();
        connect();
    }

    NodeAddress address() {
        return address;
    }

    boolean isConnected() {
        return inspected;
    }

    /// Has promises wait for a replica.
    void replicateBy(Replication replication) {
        this.replication = replication;
    }

    /// Which start of a server it is connected to, as an inspection has told; empty: none has.
    String server() {
        return server;
    }

    void isConnectedTo(String server) {
        this.server = server;
    }

    /// It told of its replicas.
    void sawReplicas(int online, long bytesBehind) {
        listener.replicas(online, bytesBehind);
    }

    /// What all lanes know of the server.
    NodeHealth health() {
        return health;
    }

    /// Why there is no connection.
    Fault fault() {
        return fault;
    }

    /// Runs one command.
    <T> Future<T> call(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        var refusal = refusal(false);
        return refusal == null ? ask(command) : notSent(refusal);
    }

    /// Runs a script; where somebody is promised something by it, see [Script#isPromise], as [#write] does.
    Future<List<Object>> run(Script script, byte[][] keys, byte[]... args) {
        return scripts.run(script.isPromise() ? promising : calling, script, keys, args);
    }

    private Future<List<Object>> call(ScriptCall.Way way, byte[][] keys, byte[][] args, boolean promise) {
        var refusal = refusal(promise);
        if (refusal != null) return notSent(refusal);
        return promise ? write(way, keys, args) : ask(way, keys, args);
    }

    /// Runs a script, whatever is known of the server, and waits for a replica to have it, where that is asked for.
    Future<List<Object>> write(Script script, byte[][] keys, byte[]... args) {
        return scripts.run(this::write, script, keys, args);
    }

    /// Why nothing of the kind is sent now; null: it is.
    private @Nullable String refusal(boolean promise) {
        if (!inspected) return "Redis at " + address + " is not connected";
        var unfit = health.keepsOut(promise);
        if (unfit == null) return null;
        listener.failed(unfit.trouble());
        return "Redis at " + address + " " + unfit.sentence();
    }

    /// How it runs scripts.
    NodeScripts scripts() {
        return scripts;
    }

    private Future<List<Object>> write(ScriptCall.Way way, byte[][] keys, byte[][] args) {
        var by = replication;
        if (by == null) return ask(way, keys, args);
        var to = server;
        if (!by.isReadyFor(to)) return notSent("Redis at " + address + " cannot be asked for its replicas yet");
        return ask(way, keys, args).compose(reply -> by.confirm(to).map(reply));
    }

    /// Runs one command, whatever is known of the server: to find out.
    <T> Future<T> ask(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        var live = connection;
        var why = notNow();
        if (live == null || why != null) return notSent(String.valueOf(why));
        Pending<T> sent = pending(live);
        var _ = command.apply(live.async()).whenComplete(sent);
        pending.add(sent);
        return sent.promise.future();
    }

    private Future<List<Object>> ask(ScriptCall.Way way, byte[][] keys, byte[][] args) {
        var live = connection;
        var why = notNow();
        if (live == null || why != null) return notSent(String.valueOf(why));
        Pending<List<Object>> sent = pending(live);
        var _ = live.dispatch(new ScriptCall(way, keys, args, sent));
        pending.add(sent);
        return sent.promise.future();
    }

    /// The listener hears of no command by which the server is inspected.
    private <T> Pending<T> pending(StatefulRedisConnection<byte[], byte[]> live) {
        return new Pending<>(this, live, context.promise(), inspected ? listener : RedisListener.NONE, turn(live));
    }

    /// A command is over, before a listener hears of its connection's end: no repeat may go to one that is gone.
    void ended(StatefulRedisConnection<byte[], byte[]> live, boolean failed) {
        if (live.isOpen()) silence.ends(System.nanoTime());
        else if (failed) lose(live, Fault.of(Trouble.UNREACHABLE));
    }

    Throwable meaningOf(Throwable failure) {
        return RedisFailures.classify(failure, address);
    }

    /// Why nothing at all can be sent now; null: it can.
    private @Nullable String notNow() {
        assert context.nettyEventLoop().inEventLoop();
        if (connection == null) return "Redis at " + address + " is not connected";
        if (readOnly) return "Redis at " + address + " is read-only";
        return pending.size() >= MAX_PENDING ? MAX_PENDING + " commands are under way" : null;
    }

    /// Completes when there is a connection; at once when there is one already. Fails when the node is closed.
    Future<Void> whenConnected() {
        var by = replication;
        return by == null ? connected.future() : connected.future().compose(_ -> by.whenConnected());
    }

    /// Whether no command is under way.
    boolean isIdle() {
        return pending.isEmpty();
    }

    /// To be called often. All commands have one timeout, so the oldest is lost first.
    ///
    /// @param readUpTo see [Unread]
    void loseOverdue(long readUpTo) {
        boolean isSilent = isSilent(readUpTo);
        for (var oldest = pending.peek();
                oldest != null && (oldest.isOver() || oldest.isOverdue(readUpTo));
                oldest = pending.peek()) {
            pending.remove();
            oldest.lose();
        }
        if (isSilent) giveUpSilent();
        var live = connection;
        if (readOnly && live != null && isIdle()) lose(live, Fault.of(Trouble.READONLY));
        if (replication != null) replication.look(readUpTo, inspected ? server : "");
    }

    /// Ends the connection and opens another.
    void leave() {
        var live = connection;
        if (live != null) lose(live, Fault.of(Trouble.UNREACHABLE));
    }

    /// What is under way is lost, and nothing is sent any more.
    void close() {
        if (closed) return;
        closed = true;
        connected.tryFail(new StorageUnavailableException("closed", false));
        var live = connection;
        if (live != null) lose(live, Fault.of(Trouble.UNREACHABLE));
        if (saidAway) health.isBack(false);
        if (replication != null) replication.close();
        listener.left();
    }

    private <T> Future<T> notSent(String why) {
        listener.ended(RedisListener.Outcome.NOT_SENT, 0);
        return context.failedFuture(new StorageUnavailableException(why, false));
    }

    private Turn turn(StatefulRedisConnection<byte[], byte[]> live) {
        var open = unwritten;
        if (open != null && !open.isOver()) return open;
        var turn = Turn.begin(context.nettyEventLoop(), live, timeoutNanos);
        unwritten = turn;
        return turn;
    }

    /// Whether the server owes a reply, and has said nothing for longer than there is patience for.
    private boolean isSilent(long readUpTo) {
        var oldest = pending.peek();
        if (connection == null || oldest == null) return false;
        boolean owes = !oldest.isOver() && oldest.isOverdue(readUpTo);
        return owes && silence.isTooLong(readUpTo);
    }

    private void giveUpSilent() {
        var live = connection;
        if (live == null) return;
        silence.wasTooLong();
        lose(live, Fault.of(Trouble.SILENT));
    }

    /// The server refused, and said why; or it does not do what is claimed of it.
    void said(Fault why) {
        if (!inspected) return; // it is told of as being away
        listener.failed(why.trouble());
        health.found(why);
        if (why.trouble() == Trouble.READONLY) leaveReadOnly();
    }

    /// After a failover the name of the master may lead elsewhere. What is under way is waited for.
    private void leaveReadOnly() {
        if (silence.nanosSinceOpened(System.nanoTime()) < LEAVE_READ_ONLY_NANOS) return;
        readOnly = true;
    }

    private void connect() {
        var _ = client.connect(address)
                .whenComplete((live, failure) -> context.runOnContext(_ -> {
                    if (live == null) {
                        couldNotOpen(RedisFailures.opening(failure));
                    } else if (closed) {
                        var _ = live.closeAsync();
                    } else {
                        use(live);
                    }
                }));
    }

    @SuppressWarnings("ReferenceEquality") // that very connection
    private void use(StatefulRedisConnection<byte[], byte[]> live) {
        live.setAutoFlushCommands(false);
        live.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
                context.runOnContext(_ -> lose(live, Fault.of(Trouble.UNREACHABLE)));
            }
        });
        if (!live.isOpen()) {
            couldNotOpen(Fault.of(Trouble.UNREACHABLE));
            return;
        }
        connection = live;
        silence.opened(System.nanoTime());
        inspection.apply(this).onComplete(done -> {
            if (connection != live) return; // lost meanwhile
            if (done.succeeded()) isOpen();
            else lose(live, RedisFailures.faultOf(done.cause()));
        });
    }

    private void isOpen() {
        inspected = true;
        listener.opened();
        reconnectMs = FIRST_RECONNECT_MS;
        if (saidAway) health.isBack(true);
        saidAway = false;
        connected.tryComplete();
        changed.run();
    }

    private void couldNotOpen(Fault why) {
        if (closed) return;
        listener.couldNotOpen();
        reconnectLater(why);
    }

    @SuppressWarnings("ReferenceEquality") // that very connection
    private void lose(StatefulRedisConnection<byte[], byte[]> lost, Fault why) {
        if (connection != lost) return; // known already
        connection = null;
        if (inspected) {
            listener.lost();
            if (!closed) connected = context.promise();
        } else {
            listener.couldNotOpen();
        }
        inspected = false;
        readOnly = false;
        unwritten = null;
        var _ = lost.closeAsync();
        reconnectLater(why);
        changed.run();
    }

    private void reconnectLater(Fault why) {
        boolean stillLoads = fault.trouble() == Trouble.LOADING && why.trouble() == Trouble.SILENT;
        if (!stillLoads) fault = why; // one that loads answers now and then
        if (closed) return;
        listener.failed(why.trouble());
        health.isAway(why, !saidAway);
        saidAway = true;
        long wait = reconnectMs / 2 + ThreadLocalRandom.current().nextLong(reconnectMs / 2 + 1);
        reconnectMs = Math.min(reconnectMs * 2, LAST_RECONNECT_MS);
        vertx.setTimer(wait, _ -> {
            if (!closed) connect();
        });
    }
}
