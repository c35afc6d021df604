package dev.opportune.benchmarks.connectors;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import com.eatthepath.pushy.apns.util.SimpleApnsPayloadBuilder;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import dev.opportune.gateway.lane.Gateway;
import io.netty.channel.EventLoop;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Pushy alone: one client of one connection on a lane's kind of loop, payloads by its own builder, and a count of
/// what is in flight, without which its queues have no bound.
final class PushySender extends Sender {

    private final EventLoop loop;
    private final ApnsClient client;
    private final Letters letters = Letters.toApns();

    private boolean sending;
    private int inFlight;
    private CompletableFuture<Void> drained = new CompletableFuture<>();

    private PushySender(EventLoop loop, ApnsClient client) {
        this.loop = loop;
        this.client = client;
    }

    static Sender connect(Credentials from) {
        var context = (ContextInternal) Gateway.vertx(1).getOrCreateContext();
        try {
            ApnsClient client = new ApnsClientBuilder()
                    .setApnsServer(Credentials.HOST, from.apnsPort())
                    .setSigningKey(ApnsSigningKey.loadFromPkcs8File(
                            from.apnsKey().toFile(), from.apnsTeamId(), from.apnsKeyId()))
                    .setTrustedServerCertificateChain(from.ca().toFile())
                    .setEventLoopGroup(context.nettyEventLoop().parent())
                    .setUseAlpn(true)
                    .setConcurrentConnections(1)
                    .build();
            var sender = new PushySender(context.nettyEventLoop(), client);
            sender.authenticate();
            return sender;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// APNs allows one stream until the first valid answer, and Pushy would not wait for it.
    private void authenticate() {
        var response = client.sendNotification(next()).join();
        if (!response.isAccepted()) throw new IllegalStateException("Pushy: " + response + " (expected: accepted)");
    }

    @Override
    void start() {
        loop.execute(() -> {
            sending = true;
            drained = new CompletableFuture<>();
            fill();
        });
    }

    @Override
    void stop() {
        var done = new CompletableFuture<Void>();
        loop.execute(() -> {
            sending = false;
            var _ = drained.thenRun(() -> done.complete(null));
            if (inFlight == 0) drained.complete(null);
        });
        done.join();
    }

    private void fill() {
        while (sending && inFlight < APNS_IN_FLIGHT) {
            inFlight++;
            var _ = client.sendNotification(next()).whenComplete((response, failure) -> answered(response, failure));
        }
    }

    private void answered(@Nullable PushNotificationResponse<?> response, @Nullable Throwable failure) {
        if (response != null && response.isAccepted()) {
            accepted(inFlight);
        } else {
            refused(inFlight, response + " " + failure);
        }
        inFlight--;
        if (sending) {
            fill();
        } else if (inFlight == 0) {
            drained.complete(null);
        }
    }

    private SimpleApnsPushNotification next() {
        String sendId = letters.nextSendId();
        var payload = new SimpleApnsPayloadBuilder()
                .setAlertTitle(Letters.TITLE)
                .setAlertBody(Letters.BODY)
                .addCustomProperty("opportune", Map.of("send_id", sendId, "ref", Letters.REF))
                .addCustomProperty("link", Letters.LINK)
                .addCustomProperty("label", Letters.LABEL);
        Letters.DATA.forEach(payload::addCustomProperty);
        return new SimpleApnsPushNotification(
                letters.nextDeviceToken(),
                Credentials.TOPIC,
                payload.build(),
                letters.deadline,
                DeliveryPriority.IMMEDIATE,
                PushType.ALERT,
                sendId);
    }
}
