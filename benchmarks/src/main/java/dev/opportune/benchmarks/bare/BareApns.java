package dev.opportune.benchmarks.bare;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import dev.opportune.connectors.apns.ApnsSettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/// Pushy as it is, on the lane's event loop.
final class BareApns implements BarePush {

    private static final Duration TTL = Duration.ofHours(1);
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final Context context;
    private final ApnsSettings settings;
    private final ApnsClient client;

    private BareApns(Context context, ApnsSettings settings, ApnsClient client) {
        this.context = context;
        this.settings = settings;
        this.client = client;
    }

    static BareApns connect(Context context, ApnsSettings settings) throws Exception {
        var endpoint = Objects.requireNonNull(settings.endpoint(), "a stand-in for APNs");
        var client = new ApnsClientBuilder()
                .setApnsServer(endpoint.host(), endpoint.port())
                .setSigningKey(ApnsSigningKey.loadFromPkcs8File(
                        settings.keyFile().toFile(), settings.teamId(), settings.keyId()))
                .setTrustedServerCertificateChain(
                        Objects.requireNonNull(settings.caFile(), "its CA").toFile())
                .setEventLoopGroup(((ContextInternal) context).nettyEventLoop().parent())
                .setUseAlpn(true)
                .setConcurrentConnections(1)
                .build();
        return new BareApns(context, settings, client);
    }

    /// APNs allows one stream until the first valid answer.
    @Override
    public Future<?> open() {
        return push("warm", "0");
    }

    @Override
    public Future<Boolean> push(String user, String id) {
        var notification = new SimpleApnsPushNotification(
                HEX.formatHex(Arrays.copyOf(user.getBytes(UTF_8), 32)),
                settings.topic(),
                Payloads.apns(id),
                Instant.now().plus(TTL),
                DeliveryPriority.IMMEDIATE,
                PushType.ALERT,
                id);
        return Future.fromCompletionStage(client.sendNotification(notification), context)
                .map(answer -> answer.isAccepted());
    }
}
