package dev.opportune.benchmarks.connectors;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.Provider;
import dev.opportune.connectors.Provider.Lane;
import dev.opportune.connectors.Quotas;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.apns.ApnsProvider;
import dev.opportune.connectors.apns.ApnsSettings;
import dev.opportune.connectors.fcm.FcmProvider;
import dev.opportune.connectors.fcm.FcmSettings;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.gateway.lane.Gateway;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/// One of our connectors with its default settings, on one lane, filled as a lane fills it: while there is room.
final class LaneSender extends Sender {

    private final Context context;
    private final int mostInFlight;
    private final CompletableFuture<Connector> connected = new CompletableFuture<>();
    private final Letters letters;

    private boolean sending;
    private int inFlight;
    private Promise<Void> drained = Promise.promise();

    private LaneSender(Provider provider, int mostInFlight, Letters letters) {
        this.mostInFlight = mostInFlight;
        this.letters = letters;
        var vertx = Gateway.vertx(1);
        this.context = vertx.getOrCreateContext();
        var loop = ((ContextInternal) context).nettyEventLoop().parent();
        context.runOnContext(_ -> connected.complete(
                provider.connect(new Lane(vertx, context, loop, Quotas.UNBOUNDED, InstantSource.system()))));
        connected.join();
    }

    /// As many in flight as its connections allow.
    static Sender fcm(Credentials from) {
        var settings = new FcmSettings(
                "shop-android", from.serviceAccount(), new Endpoint(Credentials.HOST, from.fcmPort()), from.ca());
        return new LaneSender(new FcmProvider(settings), Integer.MAX_VALUE, Letters.toFcm());
    }

    static Sender apns(Credentials from) {
        var settings = new ApnsSettings(
                "shop-ios",
                Credentials.TOPIC,
                ApnsSettings.Environment.PRODUCTION,
                from.apnsKey(),
                from.apnsKeyId(),
                from.apnsTeamId(),
                new Endpoint(Credentials.HOST, from.apnsPort()),
                from.ca());
        return new LaneSender(new ApnsProvider(settings), APNS_IN_FLIGHT, Letters.toApns());
    }

    @Override
    void start() {
        context.runOnContext(_ -> {
            sending = true;
            drained = Promise.promise();
            fill();
        });
    }

    @Override
    void stop() {
        var done = new CompletableFuture<Void>();
        context.runOnContext(_ -> {
            sending = false;
            drained.future().onComplete(_ -> done.complete(null));
            if (inFlight == 0) drained.tryComplete();
        });
        done.join();
    }

    private void fill() {
        Connector connector = connected.join();
        while (sending && inFlight < mostInFlight && connector.room(Standing.PROVEN) > 0) {
            inFlight++;
            connector
                    .deliver(letters.next())
                    .onComplete(done -> answered(done.succeeded() ? done.result() : done.cause()));
        }
        if (sending && inFlight < mostInFlight) connector.whenRoom(this::fill);
    }

    private void answered(Object outcome) {
        if (outcome instanceof Accepted) {
            accepted(inFlight);
        } else {
            refused(inFlight, outcome);
        }
        inFlight--;
        if (sending) {
            fill();
        } else if (inFlight == 0) {
            drained.tryComplete();
        }
    }
}
