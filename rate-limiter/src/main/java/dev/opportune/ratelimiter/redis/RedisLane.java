package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.channel.EventLoopGroup;
import io.vertx.core.Context;
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
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One lane's connection to Redis, on the lane's own event loop: commands pipeline, and are flushed once for each turn
/// of the loop. Confined to that loop.
///
/// A command fails with [StorageUnavailableException] after its timeout, when the connection is lost, when there is
/// none, or when [#MAX_PENDING] others are under way; the connection comes back by itself. Scripts whose reply was lost
/// are repeated once: they are idempotent.
public final class RedisLane implements Storage {

    private static final Logger LOG = LoggerFactory.getLogger(RedisLane.class);

    /// Commands under way at most; one more fails at once.
    public static final int MAX_PENDING = 8192;

    private static final long FIRST_RECONNECT_MS = 50;
    private static final long LAST_RECONNECT_MS = 1000;
    private static final long TIMEOUT_SCAN_MS = 20;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(3 * TIMEOUT_SCAN_MS);

    private final RedisSettings settings;
    private final RedisListener listener;
    private final Vertx vertx;
    private final LongSupplier testClock;
    private final ContextInternal context;
    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI uri;
    private final Keys keys;
    private final PlainCommands plain = new PlainCommands(this);
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final long timeoutNanos;
    private final long timeoutScan;
    private @Nullable StatefulRedisConnection<byte[], byte[]> connection;
    private Promise<Void> connected;
    private long reconnectMs = FIRST_RECONNECT_MS;
    private long repliedAtNanos;
    private boolean saidUnreachable;
    private long lookedAtNanos = System.nanoTime();
    private boolean passedOver;
    private boolean flushScheduled;
    private boolean closed;

    private record Pending(Promise<?> promise, long begunNanos, long lostAtNanos) {}

    /// Begins to connect; [#whenConnected] tells when that is done.
    ///
    /// @param loop the lane's own group, of the one thread that `context` runs on
    /// @param testClock see [Storage#testNow]; 0 but in tests
    public RedisLane(
            RedisSettings settings,
            RedisListener listener,
            Vertx vertx,
            Context context,
            EventLoopGroup loop,
            LongSupplier testClock) {
        this.settings = settings;
        this.listener = listener;
        this.vertx = vertx;
        this.testClock = testClock;
        this.context = (ContextInternal) context;
        this.keys = new Keys(settings.prefix(), settings.partitions());
        this.timeoutNanos = settings.commandTimeout().toNanos();
        this.connected = this.context.promise();
        this.resources = DefaultClientResources.builder()
                .eventLoopGroupProvider(new LaneLoopProvider(loop))
                .eventExecutorGroup(loop)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
        this.uri = uriOf(settings);
        this.client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .sslOptions(sslOf(settings.tls()))
                // Lost commands fail at once, and nothing is replayed behind our back: we reconnect ourselves.
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                // Redis Enterprise alone knows these; others answer with an error that would be logged.
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .requestQueueSize(MAX_PENDING)
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Duration.ofSeconds(2))
                        .tcpNoDelay(true)
                        .keepAlive(true)
                        .build())
                .build());
        this.timeoutScan = vertx.setPeriodic(TIMEOUT_SCAN_MS, _ -> loseOverdue());
        connect();
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
        return attempt(script, keys, args).recover(failure -> {
            if (!(failure instanceof StorageUnavailableException lost) || !lost.mayHaveRun()) {
                return Future.failedFuture(failure);
            }
            return whenConnected()
                    .timeout(settings.commandTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .compose(_ -> attempt(script, keys, args))
                    .recover(again -> Future.failedFuture(isUnavailable(again) ? lost : again));
        });
    }

    /// Runs one plain command.
    <T> Future<T> call(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        assert context.nettyEventLoop().inEventLoop();
        var live = connection;
        if (live == null) return notSent("Redis is not connected");
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
                if (!live.isOpen()) lose(live);
                var meaning = RedisFailures.classify(failure);
                tell(promise, RedisFailures.outcome(meaning), begunNanos);
                promise.tryFail(meaning);
            }
        });
        pending.add(new Pending(promise, begunNanos, begunNanos + timeoutNanos));
        flushSoon(live);
        return promise.future();
    }

    /// Completes when there is a connection; at once when there is one already.
    public Future<Void> whenConnected() {
        return connected.future();
    }

    /// Whether Redis answers now, within the command timeout.
    public Future<Boolean> answers() {
        return call(RedisAsyncCommands::ping).map(_ -> true).otherwise(false);
    }

    /// What Redis uses of its memory.
    public Future<MemoryUse> memory() {
        return call(c -> c.info("memory")).map(MemoryUse::parse);
    }

    /// Lets the clock hear what time it is for Redis.
    public Future<Void> tellTime(RedisClock clock) {
        long calledAtNanos = System.nanoTime();
        Future<Long> told = testNow() == 0
                ? call(RedisAsyncCommands::time).map(RedisLane::millis)
                : context.succeededFuture(testNow());
        return told.onSuccess(now -> clock.saw(now, calledAtNanos)).mapEmpty();
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
        vertx.cancelTimer(timeoutScan);
        connected.tryFail(new StorageUnavailableException("closed", false));
        Promise<Void> done = context.promise();
        var _ = client.shutdownAsync(0, 1, TimeUnit.SECONDS)
                .whenComplete(
                        (_, _) -> resources.shutdown(0, 1, TimeUnit.SECONDS).addListener(_ -> done.tryComplete()));
        return done.future();
    }

    private Future<List<Object>> attempt(Script script, byte[][] keys, byte[][] args) {
        return this.<List<Object>>call(c -> c.evalsha(script.sha(), ScriptOutputType.MULTI, keys, args))
                .recover(failure -> failure instanceof RedisNoScriptException
                        ? call(c -> c.eval(script.text(), ScriptOutputType.MULTI, keys, args))
                        : Future.failedFuture(failure));
    }

    private static boolean isUnavailable(Throwable failure) {
        return failure instanceof StorageUnavailableException
                || failure instanceof java.util.concurrent.TimeoutException;
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

    /// All commands have one timeout, so the oldest is lost first. After a pause of the loop itself what came meanwhile
    /// is not read yet, so the first look after one is passed over.
    private void loseOverdue() {
        long now = System.nanoTime();
        boolean paused = now - lookedAtNanos > PAUSE_NANOS && !passedOver;
        lookedAtNanos = now;
        passedOver = paused;
        if (paused) return;
        giveUpSilent(now);
        for (var oldest = pending.peek();
                oldest != null && (oldest.promise.future().isComplete() || now - oldest.lostAtNanos >= 0);
                oldest = pending.peek()) {
            pending.remove();
            tell(oldest.promise, RedisListener.Outcome.LOST, oldest.begunNanos);
            oldest.promise.tryFail(new StorageUnavailableException("Redis did not reply in time", true));
        }
    }

    /// A machine that lost its power ends no connection, and TCP notices after many minutes: what owes a reply and has
    /// said nothing for two timeouts is given up.
    private void giveUpSilent(long now) {
        var live = connection;
        var oldest = pending.peek();
        if (live == null || oldest == null) return;
        boolean owes = !oldest.promise.future().isComplete() && now - oldest.lostAtNanos >= 0;
        if (owes && now - repliedAtNanos >= 2 * timeoutNanos) lose(live);
    }

    private void connect() {
        var _ = client.connectAsync(ByteArrayCodec.INSTANCE, uri)
                .whenComplete((live, failure) -> context.runOnContext(_ -> {
                    if (live == null) {
                        listener.couldNotOpen();
                        reconnectLater(failure);
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
            public void onRedisDisconnected(io.lettuce.core.RedisChannelHandler<?, ?> lost) {
                context.runOnContext(_ -> lose(live));
            }
        });
        if (!live.isOpen()) {
            listener.couldNotOpen();
            reconnectLater(null);
            return;
        }
        connection = live;
        listener.opened();
        repliedAtNanos = System.nanoTime();
        reconnectMs = FIRST_RECONNECT_MS;
        if (saidUnreachable) LOG.info("Redis at {} is reachable again", settings.uri());
        saidUnreachable = false;
        connected.tryComplete();
    }

    @SuppressWarnings("ReferenceEquality") // that very connection
    private void lose(StatefulRedisConnection<byte[], byte[]> lost) {
        if (connection != lost) return; // known already
        connection = null;
        connected = context.promise();
        listener.lost();
        var _ = lost.closeAsync();
        reconnectLater(null);
    }

    private void reconnectLater(@Nullable Throwable failure) {
        if (closed) return;
        if (!saidUnreachable) { // once for each outage
            saidUnreachable = true;
            LOG.warn("Redis at {} is not reachable{}; trying again until it is", settings.uri(), because(failure));
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

    private static SslOptions sslOf(@Nullable RedisTls tls) {
        if (tls == null) return SslOptions.create();
        var ssl = SslOptions.builder().jdkSslProvider();
        if (tls.caFile() != null) ssl.trustManager(tls.caFile().toFile());
        if (tls.certFile() != null && tls.keyFile() != null) {
            ssl.keyManager(tls.certFile().toFile(), tls.keyFile().toFile(), null);
        }
        return ssl.build();
    }

    private static RedisURI uriOf(RedisSettings settings) {
        var uri = RedisURI.create(settings.uri());
        uri.setTimeout(Duration.ofSeconds(2));
        uri.setVerifyPeer(true);
        // CLIENT is more than our user may run, and Redis would log each refusal.
        uri.setLibraryName("");
        uri.setLibraryVersion("");
        var password = settings.password();
        if (password != null) {
            var username = settings.username();
            uri.setCredentialsProvider(
                    RedisCredentialsProvider.from(() -> RedisCredentials.just(username, password.get())));
        }
        return uri;
    }
}
