package dev.opportune.ratelimiter.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Opens a lane's connections, all on the lane's event loop, as its settings say.
final class NodeClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(2);

    /// Of what sentinels are asked, and of the handshake with the master that they name: one that has fallen
    /// silent must not hold up the way to the next.
    private static final Duration SENTINEL_TIMEOUT = Duration.ofMillis(500);

    private final RedisSettings settings;
    private final ClientResources resources;
    private final RedisClient client;

    /// @param unread hears of all that is read
    NodeClient(RedisSettings settings, EventLoopGroup loop, Unread unread) {
        this.settings = settings;
        this.resources = DefaultClientResources.builder()
                .eventLoopGroupProvider(new LaneLoopProvider(loop))
                .eventExecutorGroup(loop)
                .nettyCustomizer(unread)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
        this.client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .sslOptions(sslOf(settings.tls()))
                // Lost commands fail at once, and nothing is replayed behind our back: we reconnect ourselves.
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                // Redis Enterprise alone knows these; others answer with an error that would be logged.
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .requestQueueSize(RedisNode.MAX_PENDING)
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .tcpNoDelay(true)
                        .keepAlive(true)
                        .build())
                .build());
    }

    /// May complete on any thread.
    CompletionStage<StatefulRedisConnection<byte[], byte[]>> connect(NodeAddress address) {
        try {
            return client.connectAsync(ByteArrayCodec.INSTANCE, uriOf(address));
        } catch (RuntimeException e) { // a host that nobody could have
            return CompletableFuture.failedFuture(e);
        }
    }

    /// Ends all connections.
    CompletionStage<Void> close() {
        var done = new CompletableFuture<Void>();
        var _ = client.shutdownAsync(0, 1, TimeUnit.SECONDS)
                .whenComplete(
                        (_, _) -> resources.shutdown(0, 1, TimeUnit.SECONDS).addListener(_ -> done.complete(null)));
        return done;
    }

    private RedisURI uriOf(NodeAddress address) {
        var uri = switch (settings.servers()) {
            case RedisServers.Single(var one) -> RedisURI.create(one);
            case RedisServers.Sentinels sentinels -> sentinelUri(sentinels);
            case RedisServers.Cluster cluster -> at(address, cluster.tls());
        };
        uri.setTimeout(settings.servers() instanceof RedisServers.Sentinels ? SENTINEL_TIMEOUT : HANDSHAKE_TIMEOUT);
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

    private static RedisURI at(NodeAddress address, boolean tls) {
        return RedisURI.builder()
                .withHost(address.host())
                .withPort(address.port())
                .withSsl(tls)
                .build();
    }

    private static RedisURI sentinelUri(RedisServers.Sentinels sentinels) {
        var builder =
                RedisURI.builder().withSentinelMasterId(sentinels.master()).withSsl(sentinels.tls());
        for (var sentinel : sentinels.sentinels()) {
            var uri = at(sentinel, sentinels.tls());
            uri.setTimeout(SENTINEL_TIMEOUT);
            uri.setLibraryName("");
            uri.setLibraryVersion("");
            builder.withSentinel(uri);
        }
        return builder.build();
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
}
