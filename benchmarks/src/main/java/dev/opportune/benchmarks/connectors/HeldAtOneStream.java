package dev.opportune.benchmarks.connectors;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import dev.opportune.connectors.Connector;
import dev.opportune.connectors.Provider.Lane;
import dev.opportune.connectors.Quotas;
import dev.opportune.connectors.apns.ApnsProvider;
import dev.opportune.connectors.apns.ApnsSettings;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.gateway.lane.Gateway;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// **Question**: what does memory hold when APNs takes one message at a time and 100,000 are offered?
///
/// **Workload**: the simulator, in another process, holds each connection to one stream and answers after a second. The
/// connector is offered 100,000 messages without being asked for room, then another 100,000; what the heap holds more
/// of after the second, when all garbage is collected, is what it keeps of them. Then the same to Pushy alone.
///
/// **Command**: `java -cp benchmarks/target/benchmarks.jar dev.opportune.benchmarks.connectors.HeldAtOneStream`
public final class HeldAtOneStream {

    private static final int MESSAGES = 100_000;
    private static final String MILLIS = "1000";

    private final Context context = Gateway.vertx(1).getOrCreateContext();
    private final Letters letters = Letters.toApns();

    private HeldAtOneStream() {}

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        var folder = Files.createTempDirectory("opportune-held-");
        try (var _ = Child.start(SimulatorMain.class, List.of(folder.toString(), MILLIS, MILLIS, "1"))) {
            var credentials = Credentials.read(folder);
            new HeldAtOneStream().measureConnector(credentials);
            new HeldAtOneStream().measurePushy(credentials);
        }
        System.exit(0);
    }

    private void measureConnector(Credentials from) {
        var settings = new ApnsSettings(
                "shop-ios",
                Credentials.TOPIC,
                ApnsSettings.Environment.PRODUCTION,
                from.apnsKey(),
                from.apnsKeyId(),
                from.apnsTeamId(),
                new Endpoint(Credentials.HOST, from.apnsPort()),
                from.ca());
        var lane = new Lane(
                context.owner(),
                context,
                ((ContextInternal) context).nettyEventLoop().parent(),
                Quotas.UNBOUNDED,
                InstantSource.system());
        var connected = new CompletableFuture<Connector>();
        context.runOnContext(_ -> {
            Connector connector = new ApnsProvider(settings).connect(lane);
            connector.whenRoom(() -> connected.complete(connector));
        });
        Connector connector = connected.join();
        var refused = new AtomicInteger();
        measure(
                "Opportune's connector",
                () -> connector.deliver(letters.next()).onSuccess(outcome -> {
                    if (outcome.reason().equals("no_room")) refused.incrementAndGet();
                }));
        System.out.printf(Locale.ROOT, "refused with no_room: %,d of %,d%n", refused.get(), 2 * MESSAGES);
    }

    private void measurePushy(Credentials from) throws IOException, GeneralSecurityException {
        ApnsClient client = new ApnsClientBuilder()
                .setApnsServer(Credentials.HOST, from.apnsPort())
                .setSigningKey(
                        ApnsSigningKey.loadFromPkcs8File(from.apnsKey().toFile(), from.apnsTeamId(), from.apnsKeyId()))
                .setTrustedServerCertificateChain(from.ca().toFile())
                .setEventLoopGroup(((ContextInternal) context).nettyEventLoop().parent())
                .build();
        measure("Pushy alone", () -> {
            var _ = client.sendNotification(new SimpleApnsPushNotification(
                    letters.nextDeviceToken(), Credentials.TOPIC, "{\"aps\":{\"alert\":\"" + Letters.TITLE + "\"}}"));
        });
    }

    private void measure(String name, Runnable offer) {
        offerAll(offer);
        long before = usedBytes();
        offerAll(offer);
        long kept = usedBytes() - before;
        System.out.printf(
                Locale.ROOT,
                "%s keeps %,d bytes after %,d messages: %.1f each%n",
                name,
                kept,
                MESSAGES,
                (double) kept / MESSAGES);
    }

    private void offerAll(Runnable offer) {
        var done = new CompletableFuture<Void>();
        context.runOnContext(_ -> {
            for (int i = 0; i < MESSAGES; i++) offer.run();
            done.complete(null);
        });
        done.join();
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
