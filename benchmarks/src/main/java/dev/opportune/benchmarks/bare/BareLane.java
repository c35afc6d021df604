package dev.opportune.benchmarks.bare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.channel.EventLoopGroup;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.ContextInternal;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// One event loop of the bare pipeline to one provider, with connections of its own.
final class BareLane implements Deployable {

    private static final String SCRIPT = """
            redis.call('INCR', KEYS[1])
            redis.call('XADD', KEYS[2], 'MAXLEN', '~', 10000, '*', 's', ARGV[1])
            return 1
            """;

    private static final byte[] STREAM = "bare:{0}:e".getBytes(UTF_8);
    private static final byte[] USER = "\"user\":\"".getBytes(UTF_8);

    private final Vertx vertx;
    private final int port;
    private final URI redisAt;
    private final BarePush.Maker maker;
    private @Nullable StatefulRedisConnection<byte[], byte[]> redis;
    private @Nullable BarePush provider;
    private String sha = "";
    private @Nullable EventLoopGroup loop;
    private boolean flushes;

    BareLane(Vertx vertx, int port, URI redisAt, BarePush.Maker maker) {
        this.vertx = vertx;
        this.port = port;
        this.redisAt = redisAt;
        this.maker = maker;
    }

    @Override
    public Future<?> deploy(Context context) throws Exception {
        var loop = ((ContextInternal) context).nettyEventLoop().parent();
        this.loop = loop;
        var provider = maker.make(vertx, context);
        this.provider = provider;
        var resources = DefaultClientResources.builder()
                .eventLoopGroupProvider(new BareLoop(loop))
                .eventExecutorGroup(loop)
                .build();
        var client = RedisClient.create(resources);
        return on(context, client.connectAsync(ByteArrayCodec.INSTANCE, RedisURI.create(redisAt)))
                .compose(connection -> {
                    redis = connection;
                    return on(context, connection.async().scriptLoad(SCRIPT));
                })
                .compose(loaded -> {
                    sha = loaded;
                    Objects.requireNonNull(redis).setAutoFlushCommands(false);
                    return provider.open();
                })
                .compose(_ ->
                        vertx.createHttpServer().requestHandler(this::serve).listen(port));
    }

    private void serve(HttpServerRequest request) {
        request.body().onSuccess(body -> send(user(body), request.response()));
    }

    private void send(String user, HttpServerResponse to) {
        var connection = Objects.requireNonNull(redis);
        var id = id();
        var keys = new byte[][] {("bare:{0}:" + user).getBytes(UTF_8), STREAM};
        var _ = connection
                .async()
                .<Long>evalsha(sha, ScriptOutputType.INTEGER, keys, id.getBytes(UTF_8))
                .thenAccept(_ -> Objects.requireNonNull(provider)
                        .push(user, id)
                        .onComplete(pushed -> answer(to, id, pushed.succeeded() && pushed.result())))
                .exceptionally(_ -> {
                    answer(to, id, false);
                    return null;
                });
        flushSoon(connection);
    }

    private static void answer(HttpServerResponse to, String id, boolean accepted) {
        to.setStatusCode(accepted ? 202 : 503)
                .putHeader("Content-Type", "application/json")
                .end("{\"send_id\":\"" + id + "\",\"decision\":\"admitted\",\"device_count\":1}")
                .onComplete(_ -> {});
    }

    /// As long as a send's.
    private static String id() {
        var random = ThreadLocalRandom.current();
        return "92-" + Long.toString(Long.MAX_VALUE - random.nextInt(), 32)
                + Long.toString(Long.MAX_VALUE - random.nextInt(), 32);
    }

    /// As a gateway does: one write for all commands of a turn of the loop.
    private void flushSoon(StatefulRedisConnection<byte[], byte[]> connection) {
        if (flushes) return;
        flushes = true;
        Objects.requireNonNull(loop).next().execute(() -> {
            flushes = false;
            connection.flushCommands();
        });
    }

    /// Found, not read.
    private static String user(Buffer body) {
        for (int i = 0; i + USER.length < body.length(); i++) {
            int n = 0;
            while (n < USER.length && body.getByte(i + n) == USER[n]) n++;
            if (n < USER.length) continue;
            int end = i + n;
            while (body.getByte(end) != '"') end++;
            return body.getString(i + n, end);
        }
        return "nobody";
    }

    private static <T> Future<T> on(Context context, CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context);
    }
}
