package dev.opportune.connectors.wire;

import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Some connections of a lane that serve one purpose: those that are kept are opened ahead and replaced when they end;
/// further ones, to a bound, are opened before these are full and closed when they have long been idle. Confined to its
/// lane.
public final class ConnectionPool<C extends Connection<?>> implements Connection.Owner {

    /// Makes a connection that is yet to be opened; null while there are no credentials to make it with.
    public interface Maker<C> {
        @Nullable
        C make(Connection.Owner owner);
    }

    private final int kept;
    private final int most;
    private final Growth growth;
    private final LaneLoop lane;
    private final Maker<C> maker;
    private final Runnable roomChanged;
    private final ReconnectDelay delay = new ReconnectDelay(RandomGenerator.getDefault());

    /// In the order in which they were made.
    private final List<C> connections = new ArrayList<>();

    private boolean wanted;
    private @Nullable ScheduledFuture<?> replacing;
    private boolean watchingUse;
    private boolean growthPaused;
    private boolean watchingIdle;

    /// @param kept how many are open while they are [wanted][#want]
    /// @param most how many there are at most, besides outdated ones
    /// @param roomChanged runs when there may be more or less room than before
    public ConnectionPool(int kept, int most, Growth growth, LaneLoop lane, Maker<C> maker, Runnable roomChanged) {
        this.kept = kept;
        this.most = most;
        this.growth = growth;
        this.lane = lane;
        this.maker = maker;
        this.roomChanged = roomChanged;
    }

    /// Whether connections are kept open, from now on.
    public void want(boolean isWanted) {
        wanted = isWanted;
        replaceMissing();
        watchIdle();
    }

    public int room() {
        return sum(Connection::room);
    }

    public int limit() {
        return sum(Connection::limit);
    }

    /// What [#limit] would be if the provider's SETTINGS allowed enough streams.
    public int learned() {
        return sum(Connection::learned);
    }

    public int taken() {
        return sum(Connection::taken);
    }

    /// How many messages wait inside a library for a stream: none, ever.
    public int queued() {
        return sum(Connection::queued);
    }

    private int sum(ToIntFunction<Connection<?>> number) {
        int sum = 0;
        for (C connection : connections) sum += number.applyAsInt(connection);
        return sum;
    }

    /// For the next message: the first that is not nearly full, so that what is surplus stays idle; else the one with
    /// the most room, which may be none. Null when none is open.
    public @Nullable C next() {
        C best = null;
        for (C connection : connections) {
            if (connection.room() > 0 && !connection.isNearlyFull()) return connection;
            if (connection.isOpen() && (best == null || connection.room() > best.room())) best = connection;
        }
        return best;
    }

    /// A message was handed over. When the connections stay nearly full for a while, another is opened.
    public void used() {
        if (!watchingUse && areNearlyFull() && mayGrow()) {
            watchingUse = true;
            var _ = lane.schedule(growth.busy(), () -> {
                watchingUse = false;
                if (areNearlyFull() && mayGrow()) open();
            });
        }
    }

    private boolean mayGrow() {
        return wanted && !growthPaused && replacing == null && usable() < most;
    }

    /// Not while one is opening, or open and not known to be too little: that one may suffice.
    private boolean areNearlyFull() {
        for (C connection : connections) {
            boolean mayTakeMore = connection.isOpen() && !(connection.isNearlyFull() && connection.wouldAnotherHelp());
            if (connection.isOpening() || mayTakeMore) return false;
        }
        return !connections.isEmpty();
    }

    /// How many there are that take messages now or soon, and that need no replacement.
    private int usable() {
        return sum(connection -> (connection.isOpen() || connection.isOpening()) && !connection.isOutdated() ? 1 : 0);
    }

    /// There are credentials, and they are others: what failed with the former ones says nothing of these, so they are
    /// tried at once. The present connections serve until one with the new ones is open.
    public void renew() {
        connections.forEach(Connection::outdate);
        delay.worked();
        if (replacing != null) {
            replacing.cancel(false);
            replacing = null;
        }
        replaceMissing();
    }

    /// The present connections take nothing more, and close when the last answers have come.
    public void retireAll(String why) {
        List.copyOf(connections).forEach(connection -> connection.retire(why));
    }

    private void replaceMissing() {
        if (wanted && replacing == null && usable() < kept) {
            replacing = lane.schedule(delay.next(), () -> {
                replacing = null;
                openMissing();
            });
        }
    }

    private void openMissing() {
        for (int missing = kept - usable(); wanted && missing > 0; missing--) open();
    }

    private void open() {
        C next = maker.make(this);
        if (next != null) {
            connections.add(next);
            next.begin();
        }
    }

    @Override
    public void opened(Connection<?> connection) {
        if (!connection.isOutdated()) {
            List.copyOf(connections).stream()
                    .filter(Connection::isOutdated)
                    .forEach(former -> former.retire("is replaced"));
        }
        watchIdle();
    }

    private void watchIdle() {
        if (!watchingIdle && connections.size() > keptNow()) {
            watchingIdle = true;
            var _ = lane.schedule(growth.look(), () -> {
                watchingIdle = false;
                retireIdle();
                watchIdle();
            });
        }
    }

    private int keptNow() {
        return wanted ? kept : 0;
    }

    private void retireIdle() {
        int surplus = sum(connection -> connection.isOpen() ? 1 : 0) - keptNow();
        for (C connection : List.copyOf(connections).reversed()) {
            if (surplus > 0 && connection.isOpen() && connection.isIdleFor(growth.idle())) {
                connection.retire("was idle");
                surplus--;
            }
        }
    }

    @Override
    public void roomChanged() {
        roomChanged.run();
    }

    @Override
    public void worked() {
        delay.worked();
    }

    @Override
    public boolean isRepeatedFailure() {
        return delay.isRepeated();
    }

    @Override
    public void rests(Connection<?> connection) {
        roomChanged.run();
        replaceMissing();
    }

    @Override
    public void foundDead(Connection<?> dead) {
        List.copyOf(connections).stream()
                .filter(other -> !other.equals(dead) && other.isOpen() && other.isAsSilentAs(dead))
                .forEach(Connection::distrust);
    }

    @Override
    public void ended(Connection<?> connection, boolean wasOpen) {
        connections.remove(connection);
        if (wasOpen && connection.wasOpenForLong()) delay.worked();
        roomChanged.run();
        if (!wasOpen && !growthPaused) {
            growthPaused = true;
            var _ = lane.schedule(growth.pause(), () -> growthPaused = false);
        }
        replaceMissing();
    }

    /// Closes all, when nothing is in flight any more.
    public Future<Void> close() {
        wanted = false;
        List<C> last = List.copyOf(connections);
        connections.clear();
        return Future.join(last.stream().map(Connection::close).toList()).mapEmpty();
    }
}
