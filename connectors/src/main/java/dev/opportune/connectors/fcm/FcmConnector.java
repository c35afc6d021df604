package dev.opportune.connectors.fcm;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.ConnectorListener;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.Provider.Lane;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.fcm.AccessTokens.Fetched;
import dev.opportune.connectors.wire.CaFile;
import dev.opportune.connectors.wire.LaneLoop;
import dev.opportune.connectors.wire.Outcomes;
import dev.opportune.connectors.wire.ReconnectDelay;
import dev.opportune.connectors.wire.RoomWatch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// One lane's way to FCM: a fixed number of connections, opened ahead and replaced when they end. Vert.x's pool
/// is not used: it opens its second connection only when the first is full, and until then fails or queues.
final class FcmConnector implements Connector, FcmConnection.Owner {

    private static final Logger log = LoggerFactory.getLogger(FcmConnector.class);

    private final FcmSettings settings;
    private final String project;
    private final AccessTokens tokens;
    private final LaneLoop lane;
    private final ConnectorListener listener;
    private final Clock clock;
    private final HttpClientAgent client;
    private final RoomWatch watch;
    private final ReconnectDelay delay = new ReconnectDelay(RandomGenerator.getDefault());
    private final List<FcmConnection> connections = new ArrayList<>();

    private int unsettled;
    private boolean closing;
    private @Nullable Promise<Void> drained;

    FcmConnector(
            FcmSettings settings,
            FcmCredentials credentials,
            AccessTokens tokens,
            Lane lane,
            ConnectorListener listener,
            Clock clock) {
        this.settings = settings;
        this.project = credentials.project();
        this.tokens = tokens;
        this.lane = new LaneLoop(lane);
        this.listener = listener;
        this.clock = clock;
        this.client = lane.vertx()
                .httpClientBuilder()
                .with(options(settings, credentials.ca()))
                .build();
        this.watch = new RoomWatch(this.lane);
    }

    private static HttpClientOptions options(FcmSettings settings, @Nullable CaFile ca) {
        var options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSsl(true)
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2))
                .setVerifyHost(true)
                .setConnectTimeout((int) settings.connectTimeout().toMillis())
                .setHttp2KeepAliveTimeout(0);
        if (OpenSSLEngineOptions.isAvailable() && OpenSSLEngineOptions.isAlpnAvailable()) {
            options.setSslEngineOptions(new OpenSSLEngineOptions());
        }
        if (ca != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(ca.path().toString()));
        }
        return options;
    }

    void open() {
        if (tokens.now() == null) {
            var _ = tokens.fetch();
        }
        for (int i = 0; i < settings.connections(); i++) {
            openOne();
        }
    }

    private void openOne() {
        if (closing) {
            return;
        }
        var address = settings.address();
        client.connect(new HttpConnectOptions()
                        .setHost(address.host())
                        .setPort(address.port())
                        .setSsl(true))
                .onSuccess(this::opened)
                .onFailure(this::couldNotOpen);
    }

    private void opened(HttpClientConnection http) {
        if (closing) {
            var _ = http.close();
        } else if (!FcmConnection.isUsable(http)) {
            var _ = http.close();
            couldNotOpen(new IllegalStateException("it speaks no HTTP/2"));
        } else {
            log.info("{}: connected to FCM", settings.app());
            listener.opened();
            connections.add(new FcmConnection(settings, project, http, lane, listener, clock, this));
            roomChanged();
        }
    }

    private void couldNotOpen(Throwable failure) {
        listener.couldNotOpen();
        log.atLevel(delay.isRepeated() ? Level.DEBUG : Level.INFO)
                .log("{}: connection to FCM could not open: {}", settings.app(), failure.toString());
        var _ = lane.schedule(delay.next(), this::openOne);
    }

    @Override
    public int room(Standing standing) {
        lane.assertHere();
        int room = 0;
        for (FcmConnection connection : connections) {
            room += connection.room();
        }
        return closing ? 0 : room;
    }

    @Override
    public int limit() {
        lane.assertHere();
        int limit = 0;
        for (FcmConnection connection : connections) {
            limit += connection.limit();
        }
        return closing ? 0 : limit;
    }

    @Override
    public void whenRoom(Runnable listener) {
        lane.assertHere();
        watch.set(listener);
    }

    @Override
    public Future<DeliveryOutcome> deliver(PushMessage message) {
        lane.assertHere();
        Promise<DeliveryOutcome> outcome = lane.promise();
        FcmConnection connection = roomiest();
        if (closing) {
            outcome.complete(Outcomes.closed());
        } else if (!clock.instant().isBefore(message.deadline())) {
            outcome.complete(Outcomes.late());
        } else if (connection == null) {
            outcome.complete(Outcomes.notConnected());
        } else if (connection.room() == 0) {
            outcome.complete(Outcomes.noRoom());
        } else {
            unsettled++;
            var attempt = new FcmAttempt(message, connection, outcome);
            connection.take(attempt);
            authorize(attempt);
            return outcome.future().onComplete(_ -> settled());
        }
        return outcome.future();
    }

    private @Nullable FcmConnection roomiest() {
        FcmConnection best = null;
        for (FcmConnection connection : connections) {
            if (best == null || connection.room() > best.room()) {
                best = connection;
            }
        }
        return best;
    }

    private void authorize(FcmAttempt attempt) {
        Fetched known = tokens.now();
        if (known == null) {
            authorizeWhen(tokens.fetch(), attempt);
        } else {
            send(attempt, known);
        }
    }

    private void authorizeWhen(CompletableFuture<Fetched> fetched, FcmAttempt attempt) {
        var _ = fetched.thenAccept(result -> lane.runLater(() -> send(attempt, result)));
    }

    private static void send(FcmAttempt attempt, Fetched fetched) {
        switch (fetched) {
            case Fetched.Bearer bearer -> attempt.connection().send(attempt, bearer);
            case Fetched.Failed failed -> attempt.settle(failed.outcome());
        }
    }

    @Override
    public void answered(FcmAttempt attempt, Fetched.Bearer bearer, FcmAnswer answer) {
        delay.worked();
        if (answer.refusesBearer() && attempt.mayRenew()) {
            authorizeWhen(tokens.renew(bearer), attempt);
        } else {
            attempt.settle(answer.outcome());
        }
    }

    private void settled() {
        unsettled--;
        Promise<Void> waiting = drained;
        if (unsettled == 0 && waiting != null) {
            waiting.tryComplete();
        }
    }

    @Override
    public void roomChanged() {
        watch.changed(room(Standing.PROVEN));
    }

    @Override
    public void ended(FcmConnection connection) {
        connections.remove(connection);
        roomChanged();
        var _ = lane.schedule(delay.next(), this::openOne);
    }

    @Override
    public Future<Void> close() {
        lane.assertHere();
        closing = true;
        roomChanged();
        Promise<Void> waiting = lane.promise();
        drained = waiting;
        if (unsettled == 0) {
            waiting.complete();
        }
        // Every attempt has its outcome within the answer timeout, so this ends.
        return waiting.future().compose(_ -> client.close());
    }
}
