package dev.opportune.benchmarks.bare;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import com.eatthepath.pushy.apns.util.SimpleApnsPayloadBuilder;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import dev.opportune.connectors.apns.ApnsSettings;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// One event loop of the bare pipeline, with connections of its own.
final class BareLane implements Deployable {

    private static final String SCRIPT = """
            redis.call('INCR', KEYS[1])
            redis.call('XADD', KEYS[2], 'MAXLEN', '~', 10000, '*', 's', ARGV[1])
            return 1
            """;

    private static final Duration TTL = Duration.ofHours(1);
    private static final byte[] STREAM = "bare:{0}:e".getBytes(UTF_8);
    private static final byte[] USER = "\"user\":\"".getBytes(UTF_8);

    private final Vertx vertx;
    private final int port;
    private final URI redisAt;
    private final ApnsSettings settings;
    private final String payload = new SimpleApnsPayloadBuilder()
            .setAlertTitle("Raincoats, one hour only")
            .setAlertBody("30 % off while it pours, in your shop around the corner")
            .setSound("default")
            .addCustomProperty("link", "shop://sale/raincoats")
            .build();
    private @Nullable StatefulRedisConnection<byte[], byte[]> redis;
    private @Nullable ApnsClient apns;
    private String sha = "";
    private @Nullable EventLoopGroup loop;
    private boolean flushes;

    BareLane(Vertx vertx, int port, URI redisAt, ApnsSettings settings) {
        this.vertx = vertx;
        this.port = port;
        this.redisAt = redisAt;
        this.settings = settings;
    }

    @Override
    public Future<?> deploy(Context context) throws Exception {
        var loop = ((ContextInternal) context).nettyEventLoop().parent();
        this.loop = loop;
        apns = client(loop);
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
                    // APNs allows one stream until the first valid answer.
                    return on(context, Objects.requireNonNull(apns).sendNotification(push("warm", "0")));
                })
                .compose(_ ->
                        vertx.createHttpServer().requestHandler(this::serve).listen(port));
    }

    private ApnsClient client(EventLoopGroup loop) throws Exception {
        var endpoint = Objects.requireNonNull(settings.endpoint(), "a stand-in for APNs");
        return new ApnsClientBuilder()
                .setApnsServer(endpoint.host(), endpoint.port())
                .setSigningKey(ApnsSigningKey.loadFromPkcs8File(
                        settings.keyFile().toFile(), settings.teamId(), settings.keyId()))
                .setTrustedServerCertificateChain(
                        Objects.requireNonNull(settings.caFile(), "its CA").toFile())
                .setEventLoopGroup(loop)
                .setUseAlpn(true)
                .setConcurrentConnections(1)
                .build();
    }

    private void serve(HttpServerRequest request) {
        request.body().onSuccess(body -> send(user(body), request.response()));
    }

    private void send(String user, HttpServerResponse to) {
        var connection = Objects.requireNonNull(redis);
        var id = Long.toHexString(ThreadLocalRandom.current().nextLong());
        var keys = new byte[][] {("bare:{0}:" + user).getBytes(UTF_8), STREAM};
        var _ = connection
                .async()
                .<Long>evalsha(sha, ScriptOutputType.INTEGER, keys, id.getBytes(UTF_8))
                .thenCompose(_ -> Objects.requireNonNull(apns).sendNotification(push(user, id)))
                .whenComplete((answer, failure) -> {
                    boolean accepted = failure == null && answer.isAccepted();
                    to.setStatusCode(accepted ? 202 : 503)
                            .putHeader("Content-Type", "application/json")
                            .end("{\"send_id\":\"" + id + "\",\"decision\":\"admitted\",\"device_count\":1}")
                            .onComplete(_ -> {});
                });
        flushSoon(connection);
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

    private SimpleApnsPushNotification push(String user, String id) {
        var deviceToken = HexFormat.of().withUpperCase().formatHex(Arrays.copyOf(user.getBytes(UTF_8), 32));
        return new SimpleApnsPushNotification(
                deviceToken,
                settings.topic(),
                payload,
                Instant.now().plus(TTL),
                DeliveryPriority.IMMEDIATE,
                PushType.ALERT,
                id);
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
