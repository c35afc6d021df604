package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;

/// A real Redis on a free port and one lane's thread, for the tests of a class, in a static field with
/// `@RegisterExtension`: each test begins with nothing in it.
///
/// All of them on the `redis-server` of the PATH: `-Dopportune.redis=path`.
final class RedisFixture implements BeforeEachCallback, AfterAllCallback {

    /// Which program is started.
    enum Server {
        /// The one that comes with the build, the oldest that is supported.
        EMBEDDED,
        /// The `redis-server` of the PATH.
        PATH
    }

    /// Of all sends that it gives.
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final String ON_PATH = "redis-server";
    private static final Server CHOSEN =
            Server.valueOf(System.getProperty("opportune.redis", "embedded").toUpperCase(Locale.ROOT));

    final RedisSettings settings;
    final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    final Context context = vertx.getOrCreateContext();
    final RedisLane lane;
    private final RedisServer server;

    RedisFixture() {
        this(CHOSEN);
    }

    RedisFixture(Server which) {
        try {
            int port = freePort();
            var program = RedisServer.newRedisServer();
            if (which == Server.PATH) program.executableProvider(ExecutableProvider.newExecutableInPath(ON_PATH));
            server = program.port(port).bind("127.0.0.1").setting("save \"\"").build();
            server.start();
            // Patient, since a shared machine may pause: what happens at the timeout has tests of its own.
            settings = new RedisSettings(
                    URI.create("redis://127.0.0.1:" + port),
                    null,
                    null,
                    RedisSettings.DEFAULT_PREFIX,
                    RedisSettings.DEFAULT_PARTITIONS,
                    Duration.ofSeconds(10));
            lane = onLane(() -> Future.succeededFuture(lane(settings)));
            var _ = onLane(lane::whenConnected);
        } catch (Exception e) {
            throw new AssertionError("Redis does not start", e);
        }
    }

    /// The chosen one, and the other where there is one.
    static Set<Server> servers() {
        var found = EnumSet.of(CHOSEN, Server.EMBEDDED);
        try {
            var _ = ExecutableProvider.newExecutableInPath(ON_PATH);
            found.add(Server.PATH);
        } catch (FileNotFoundException _) { // nothing to be started
        }
        return found;
    }

    String version() throws Exception {
        var info = onLane(() -> lane.call(c -> c.info("server")));
        return info.lines()
                .filter(line -> line.startsWith("redis_version:"))
                .findFirst()
                .orElseThrow();
    }

    RedisLane lane(RedisSettings settings) {
        return lane(settings, RedisListener.NONE);
    }

    RedisLane lane(RedisSettings settings, RedisListener listener) {
        return new RedisLane(
                settings,
                listener,
                vertx,
                context,
                ((ContextInternal) context).nettyEventLoop().parent());
    }

    /// Runs on the lane's thread and waits for what comes of it.
    <T> T onLane(Callable<Future<T>> action) throws Exception {
        var done = new CompletableFuture<T>();
        context.runOnContext(_ -> {
            try {
                action.call().onComplete(done::complete, done::completeExceptionally);
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done.get(20, TimeUnit.SECONDS);
    }

    /// Users by this clock, in milliseconds since 1970; 0: by Redis' own.
    AwaitedUsers users(LongSupplier clock) {
        return new AwaitedUsers(this, new RedisUsers(lane, Duration.ofHours(1), EventRetention.DEFAULT, clock));
    }

    /// Sends of a lane of this name by this clock, leased for half a minute and kept for an hour.
    AwaitedSends sends(String owner, LongSupplier clock) {
        return sends(owner, EventRetention.DEFAULT, clock);
    }

    AwaitedSends sends(String owner, EventRetention events, LongSupplier clock) {
        var hour = Duration.ofHours(1);
        var terms = new SendStore.Terms(owner, LEASE, hour, hour, events);
        return new AwaitedSends(this, new SendStore(lane, terms, clock));
    }

    void flush() throws Exception {
        var _ = onLane(() -> lane.call(c -> c.flushall()));
    }

    @Override
    public void beforeEach(ExtensionContext test) throws Exception {
        flush();
    }

    @Override
    public void afterAll(ExtensionContext tests) throws Exception {
        close();
    }

    /// Bytes that it may use; "0": all that there are.
    void maxMemory(String bytes) throws Exception {
        var reply = onLane(() -> lane.call(c -> c.configSet("maxmemory", bytes)));
        assertThat(reply).isEqualTo("OK");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    void close() throws Exception {
        var _ = onLane(lane::close);
        vertx.close().await(10, TimeUnit.SECONDS);
        server.stop();
    }
}
