package dev.opportune.connectors.fcm;

import dev.opportune.connectors.ConnectorListener;
import dev.opportune.connectors.wire.LaneLoop;
import dev.opportune.connectors.wire.ReconnectDelay;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// A lane's connections to FCM: some that are kept open, more when all of these fill, up to a bound, and those are
/// closed when they are no longer used. Vert.x's pool is not used: it opens its second connection only when the first
/// is full, and until then fails or queues. Confined to its lane.
final class FcmConnections {

    private static final Logger log = LoggerFactory.getLogger(FcmConnections.class);

    private final FcmSettings settings;
    private final LaneLoop lane;
    private final ConnectorListener listener;
    private final Clock clock;
    private final FcmConnection.Owner owner;
    private final HttpClientAgent client;
    private final ReconnectDelay delay = new ReconnectDelay(RandomGenerator.getDefault());

    /// Those that take messages, in the order in which they opened.
    private final List<FcmConnection> open = new ArrayList<>();

    /// Those that are being opened, or wait for their turn after a failure.
    private int opening;

    private @Nullable FcmAccount account;
    private boolean closed;

    FcmConnections(
            FcmSettings settings,
            Vertx vertx,
            LaneLoop lane,
            ConnectorListener listener,
            Clock clock,
            FcmConnection.Owner owner) {
        this.settings = settings;
        this.lane = lane;
        this.listener = listener;
        this.clock = clock;
        this.owner = owner;
        this.client = vertx.httpClientBuilder().with(FcmTls.client(settings)).build();
    }

    /// The account whose messages go from now on; null: none do. Connections of another one take no more, and close
    /// when they have drained.
    void use(@Nullable FcmAccount next) {
        account = next;
        List<FcmConnection> former = List.copyOf(open);
        open.clear();
        former.forEach(connection -> connection.end("is of a service account that was replaced"));
        openMissing();
        owner.roomChanged();
    }

    int room() {
        int room = 0;
        for (FcmConnection connection : open) {
            room += connection.room();
        }
        return room;
    }

    int limit() {
        int limit = 0;
        for (FcmConnection connection : open) {
            limit += connection.limit();
        }
        return limit;
    }

    /// Where the next message goes: the first connection that is not filling, so that surplus ones fall idle, else the
    /// one with most room. It may have none; null when no connection is open.
    @Nullable
    FcmConnection next() {
        FcmConnection best = null;
        for (FcmConnection connection : open) {
            if (!connection.isFilling()) {
                return connection;
            }
            if (best == null || connection.room() > best.room()) {
                best = connection;
            }
        }
        return best;
    }

    /// Opens another connection when all fill. One at a time: the next answers tell whether it is enough.
    void growIfFilling() {
        boolean may = opening == 0 && open.size() < settings.bounds().maxConnections();
        if (may
                && open.stream().allMatch(FcmConnection::isFilling)
                && open.stream().noneMatch(FcmConnection::isHeldBack)) {
            openOne();
        }
    }

    /// Closes one that was not used for long, if there are more than are kept.
    void shrinkIfIdle() {
        FcmConnection last = open.isEmpty() ? null : open.getLast();
        boolean surplus = open.size() > settings.bounds().connections();
        if (surplus && last != null && last.isIdleFor(settings.bounds().surplusAfter())) {
            open.removeLast();
            last.end("is not needed");
            owner.roomChanged();
        }
    }

    /// A message was answered: connections do what they are for.
    void worked() {
        delay.worked();
    }

    private void openMissing() {
        while (!closed
                && account != null
                && open.size() + opening < settings.bounds().connections()) {
            openOne();
        }
    }

    private void openOne() {
        FcmAccount of = account;
        if (of == null) {
            return;
        }
        opening++;
        client.connect(FcmTls.connection(settings, of.ca()))
                .onSuccess(http -> opened(http, of))
                .onFailure(this::couldNotOpen);
    }

    private void opened(HttpClientConnection http, FcmAccount of) {
        if (closed || of != account) {
            var _ = http.close();
            opening--;
            openMissing();
        } else if (!FcmConnection.isUsable(http)) {
            var _ = http.close();
            couldNotOpen(new IllegalStateException("it speaks no HTTP/2"));
        } else {
            opening--;
            log.info("{}: connected to FCM", settings.app());
            listener.opened();
            open.add(new FcmConnection(settings, of, http, lane, listener, clock, owner));
            owner.roomChanged();
        }
    }

    private void couldNotOpen(Throwable failure) {
        listener.couldNotOpen();
        log.atLevel(delay.isRepeated() ? Level.DEBUG : Level.INFO)
                .log("{}: connection to FCM could not open: {}", settings.app(), failure.toString());
        opening--;
        openLater();
    }

    /// A connection takes nothing more; one that is missing now is opened after a while.
    void ended(FcmConnection connection) {
        if (open.remove(connection)) {
            openLater();
        }
    }

    private void openLater() {
        opening++;
        var _ = lane.schedule(delay.next(), () -> {
            opening--;
            openMissing();
        });
    }

    Future<Void> close() {
        closed = true;
        return client.close();
    }
}
