package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.netty.channel.EventLoopGroup;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// One lane's Redis, a server or a cluster, on the lane's own event loop: each command goes to the node
/// that serves the slot of its key, in order. Confined to that loop.
///
/// A command fails with [StorageUnavailableException] as [RedisNode] says, when its slot has no node,
/// or is on the move. One that met a node that serves its slot no more has not run, and goes to the one
/// that does. Scripts whose connection ended before their reply are repeated once: they are idempotent. Where it
/// lives on they are not, since a server that is slow would only have more to do.
public final class RedisLane implements Storage {

    /// Commands under way to one server at most; one more fails at once.
    public static final int MAX_PENDING = RedisNode.MAX_PENDING;

    /// How often one command is sent on.
    private static final int MAX_MOVES = 3;

    private static final long TICK_MS = 20;

    private final RedisSettings settings;
    /// How long a command waits for the connection that it needs.
    private final long connectionWaitMs;
    private final RedisHealth health;
    private final Vertx vertx;
    private final LongSupplier testClock;
    private final ContextInternal context;
    private final Unread unread = new Unread();
    private final NodeClient client;
    private final LaneNodes nodes;
    private final Keys keys;
    private final PlainCommands plain = new PlainCommands(this);
    private final long tick;
    private Promise<Void> connected;
    private boolean closed;

    /// Of a lane that shares what it learns of a cluster with no other.
    public RedisLane(
            RedisSettings settings,
            RedisListener listener,
            Vertx vertx,
            Context context,
            EventLoopGroup loop,
            LongSupplier testClock) {
        this(
                settings,
                new RedisTopology(settings.servers()),
                new RedisHealth(settings.servers(), RedisFitness.Durability.MEMORY),
                _ -> listener,
                vertx,
                context,
                loop,
                testClock);
    }

    /// Begins to connect; [#whenConnected] tells when that is done.
    ///
    /// @param topology which the lanes of a gateway share
    /// @param health which they share, too
    /// @param listeners one for each server
    /// @param loop the lane's own group, of the one thread that `context` runs on
    /// @param testClock see [Storage#testNow]; 0 but in tests
    public RedisLane(
            RedisSettings settings,
            RedisTopology topology,
            RedisHealth health,
            Function<NodeAddress, RedisListener> listeners,
            Vertx vertx,
            Context context,
            EventLoopGroup loop,
            LongSupplier testClock) {
        this.settings = settings;
        this.connectionWaitMs = settings.commandTimeout().toMillis() / 2;
        this.health = health;
        this.vertx = vertx;
        this.testClock = testClock;
        this.context = (ContextInternal) context;
        this.keys = new Keys(settings.prefix(), settings.partitions());
        this.connected = this.context.promise();
        this.client = new NodeClient(settings, loop, unread);
        this.nodes =
                new LaneNodes(topology, settings.servers().first(), address -> open(address, listeners.apply(address)));
        this.tick = vertx.setPeriodic(TICK_MS, _ -> tick());
        look();
    }

    private RedisNode open(NodeAddress address, RedisListener listener) {
        var timeout = settings.commandTimeout();
        var known = health.of(address);
        var node = new RedisNode(address, client, known, this::inspect, listener, vertx, context, timeout, this::look);
        if (health.durability() != RedisFitness.Durability.REPLICATED) return node;
        // WAIT replies at its timeout, so what it is sent by has more.
        var link = new RedisNode(
                address, client, known, RedisFitness::identify, RedisListener.NONE, vertx, context, timeout, () -> {});
        node.replicateBy(new Replication(link, context, timeout.dividedBy(2), node::said));
        return node;
    }

    @Override
    public Keys keys() {
        return keys;
    }

    @Override
    public PlainCommands plain() {
        return plain;
    }

    @Override
    public long testNow() {
        return testClock.getAsLong();
    }

    @Override
    public Future<List<Object>> run(Script script, byte[][] keys, byte[]... args) {
        return Rescue.of(attempt(script, keys, args), failure -> {
            if (!(failure instanceof StorageUnavailableException lost) || !lost.mayHaveRun() || lost.isLate()) {
                return Future.failedFuture(failure);
            }
            return nodes.whenServed(keys[0])
                    .timeout(connectionWaitMs, TimeUnit.MILLISECONDS)
                    .compose(_ -> attempt(script, keys, args))
                    .recover(again -> Future.failedFuture(isUnavailable(again) ? lost : again));
        });
    }

    /// Runs one plain command.
    ///
    /// @param key which it is about
    <T> Future<T> call(byte[] key, Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        return at(key, node -> node.call(command));
    }

    private <T> Future<T> at(byte[] key, Function<RedisNode, Future<T>> call) {
        var node = nodes.serving(key);
        return node == null ? unserved() : at(node, call, MAX_MOVES);
    }

    private <T> Future<T> at(RedisNode node, Function<RedisNode, Future<T>> call, int moves) {
        return Rescue.of(call.apply(node), failure -> {
            if (!(failure instanceof MovedException moved)) {
                // Whatever a node cannot take, another may be there for it by now.
                if (failure instanceof StorageUnavailableException) {
                    nodes.topology().want();
                }
                return Future.failedFuture(failure);
            }
            nodes.topology().moved(moved.slot(), moved.to());
            look();
            var next = nodes.at(moved.to());
            if (next == null || moves == 0) return unserved();
            if (next.isConnected()) return at(next, call, moves - 1);
            return next.whenConnected()
                    .timeout(connectionWaitMs, TimeUnit.MILLISECONDS)
                    .transform(done -> done.succeeded() ? at(next, call, moves - 1) : unserved());
        });
    }

    private <T> Future<T> unserved() {
        nodes.topology().want();
        return context.failedFuture(new StorageUnavailableException("no node is there for this slot", false));
    }

    /// Completes when some node of those that serve is connected; at once when one is already. Fails with
    /// [RedisFitness.UnfitException] when there is no cluster where one should be.
    public Future<Void> whenConnected() {
        return connected.future();
    }

    /// Completes when all nodes that serve are connected.
    Future<Void> whenAllConnected() {
        return Future.all(serving().stream().map(RedisNode::whenConnected).toList())
                .mapEmpty();
    }

    /// Those that serve a slot, as far as the lane knows.
    Collection<RedisNode> serving() {
        return nodes.serving();
    }

    /// What is asked of the servers, and what was found of them.
    RedisHealth health() {
        return health;
    }

    /// Why servers are not there.
    List<Fault> faults() {
        return nodes.faults();
    }

    /// A key that this node serves, to try whether it writes.
    byte[] triedAt(RedisNode node) {
        return nodes.triedAt(node, keys);
    }

    private Future<Void> inspect(RedisNode node) {
        return RedisFitness.inspect(node, this);
    }

    /// Whether any server at all is connected.
    boolean isAnswered() {
        return nodes.connected() != null;
    }

    /// Slots that no node serves.
    int uncoveredSlots() {
        return nodes.topology().table().uncovered();
    }

    /// How much of Redis takes writes now, within a command timeout.
    public Future<RedisReach> reach() {
        return nodes.reach(keys);
    }

    /// Whether all of Redis takes writes now, within a command timeout.
    public Future<Boolean> answers() {
        return reach().map(reach -> reach.unserved() == 0);
    }

    /// What Redis uses of its memory; of a cluster the node that is the fullest, of those that answer.
    public Future<MemoryUse> memory() {
        var asked = serving().stream()
                .filter(RedisNode::isConnected)
                .map(node -> node.call(c -> c.info("memory")).map(MemoryUse::parse))
                .toList();
        if (asked.isEmpty()) return unserved();
        return Future.join(asked)
                .transform(_ -> asked.stream()
                        .filter(Future::succeeded)
                        .map(Future::result)
                        .max(Comparator.comparingDouble(MemoryUse::share))
                        .map(Future::succeededFuture)
                        .orElseGet(() -> asked.getFirst()));
    }

    /// Lets the clock hear what time it is for Redis.
    public Future<Void> tellTime(RedisClock clock) {
        long calledAtNanos = System.nanoTime();
        return now().onSuccess(now -> clock.saw(now, calledAtNanos)).mapEmpty();
    }

    private Future<Long> now() {
        if (testNow() != 0) return context.succeededFuture(testNow());
        var node = nodes.connected();
        if (node == null) return unserved();
        return node.call(RedisAsyncCommands::time).map(RedisLane::millis);
    }

    /// Of what TIME replies: seconds, and microseconds of the second.
    private static long millis(List<byte[]> time) {
        return decimal(time.get(0)) * 1_000 + decimal(time.get(1)) / 1_000;
    }

    private static long decimal(byte[] digits) {
        return Long.parseLong(new String(digits, US_ASCII));
    }

    public Future<Void> close() {
        closed = true;
        vertx.cancelTimer(tick);
        connected.tryFail(new StorageUnavailableException("closed", false));
        nodes.close();
        return Future.fromCompletionStage(client.close(), context);
    }

    private Future<List<Object>> attempt(Script script, byte[][] keys, byte[][] args) {
        return at(keys[0], node -> node.run(script, keys, args));
    }

    private static boolean isUnavailable(Throwable failure) {
        return failure instanceof StorageUnavailableException || failure instanceof TimeoutException;
    }

    /// Takes up what the topology says by now, and what became of the connections.
    private void look() {
        if (closed) return;
        nodes.adopt();
        if (nodes.anyServingConnected()) {
            connected.tryComplete();
        } else if (connected.future().isComplete()) {
            connected = context.promise();
        }
    }

    private void tick() {
        long now = System.nanoTime();
        nodes.loseOverdue(unread.readUpTo(now));
        look();
        if (health.hasBegun()) nodes.look(now, node -> RedisFitness.look(node, this));
        var _ = nodes.ask(now).onFailure(connected::tryFail);
    }
}
