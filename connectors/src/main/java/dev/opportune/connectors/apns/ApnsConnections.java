package dev.opportune.connectors.apns;

import dev.opportune.connectors.wire.LaneLoop;
import dev.opportune.connectors.wire.ReconnectDelay;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Some connections of a lane that serve one purpose: one that is opened ahead and replaced when it ends, and further
/// ones, to a bound, opened before the first is full and closed when they have long been idle. Confined to its lane.
final class ApnsConnections implements ApnsConnection.Owner {

    /// Makes a connection; null while there are no credentials to make it with.
    interface Maker {
        @Nullable
        ApnsConnection make(ApnsConnection.Owner owner);
    }

    /// What the connector wants to know.
    interface Owner {
        void roomChanged();

        /// APNs gave an answer; its message has no outcome yet.
        void answered(ApnsConnection connection, ApnsAttempt attempt, ApnsAnswer answer);
    }

    private static final Duration CLOSE_TIMEOUT = ApnsCredentials.CLOSING.multipliedBy(2);

    private final int most;
    private final Growth growth;
    private final LaneLoop lane;
    private final Maker maker;
    private final Owner owner;
    private final ReconnectDelay delay = new ReconnectDelay(RandomGenerator.getDefault());
    private final List<ApnsConnection> connections = new ArrayList<>();
    private final Set<ApnsConnection> outdated = new HashSet<>();

    private boolean wanted;
    private boolean openingSoon;
    private boolean watchingUse;
    private boolean growthPaused;
    private boolean watchingIdle;

    ApnsConnections(int most, Growth growth, LaneLoop lane, Maker maker, Owner owner) {
        this.most = most;
        this.growth = growth;
        this.lane = lane;
        this.maker = maker;
        this.owner = owner;
    }

    /// Whether one is kept open, from now on.
    void want(boolean isWanted) {
        wanted = isWanted;
        if (wanted) {
            replace();
        }
    }

    int room() {
        int room = 0;
        for (ApnsConnection connection : connections) {
            room += connection.room();
        }
        return room;
    }

    int limit() {
        int limit = 0;
        for (ApnsConnection connection : connections) {
            limit += connection.limit();
        }
        return limit;
    }

    /// What [#limit] would be if the provider's SETTINGS allowed enough streams.
    int learned() {
        int learned = 0;
        for (ApnsConnection connection : connections) {
            learned += connection.learned();
        }
        return learned;
    }

    int taken() {
        int taken = 0;
        for (ApnsConnection connection : connections) {
            taken += connection.taken();
        }
        return taken;
    }

    /// How many messages wait inside Netty for a stream: none, ever.
    int queued() {
        int queued = 0;
        for (ApnsConnection connection : connections) {
            queued += connection.queued();
        }
        return queued;
    }

    /// For the next message: the first that is not nearly full, so that what is surplus stays idle; else the one with
    /// the most room. Null when none is open.
    @Nullable
    ApnsConnection next() {
        ApnsConnection best = null;
        for (ApnsConnection connection : connections) {
            if (connection.room() > 0 && !connection.isNearlyFull()) {
                return connection;
            }
            if (connection.isOpen() && (best == null || connection.room() > best.room())) {
                best = connection;
            }
        }
        return best;
    }

    /// A message was handed over. When the connections stay nearly full for a while, another is opened.
    void used() {
        if (!watchingUse && mayGrow() && areNearlyFull()) {
            watchingUse = true;
            var _ = lane.schedule(growth.busy(), () -> {
                watchingUse = false;
                if (mayGrow() && areNearlyFull()) {
                    open();
                }
            });
        }
    }

    private boolean mayGrow() {
        return wanted && !growthPaused && usable() < most;
    }

    /// Not while one is opening or not tried yet: that one may suffice.
    private boolean areNearlyFull() {
        for (ApnsConnection connection : connections) {
            boolean untried = connection.isOpening() || (connection.isOpen() && !connection.isTried());
            if (untried || (connection.isOpen() && !connection.isNearlyFull())) {
                return false;
            }
        }
        return !connections.isEmpty();
    }

    /// How many there are that take messages now or soon, and that need no replacement.
    private int usable() {
        int usable = 0;
        for (ApnsConnection connection : connections) {
            boolean inUse = connection.isOpen() || connection.isOpening();
            usable += inUse && !outdated.contains(connection) ? 1 : 0;
        }
        return usable;
    }

    /// The credentials are others: the present connections serve until one with the new ones is open.
    void renew() {
        outdated.addAll(connections);
        if (wanted) {
            replace();
        }
    }

    /// There are no credentials: nothing more is sent.
    void retireAll(String why) {
        List.copyOf(connections).forEach(connection -> connection.retire(why));
    }

    private void replace() {
        if (wanted && !openingSoon && usable() == 0) {
            openingSoon = true;
            var _ = lane.schedule(delay.next(), () -> {
                openingSoon = false;
                if (wanted && usable() == 0) {
                    open();
                }
            });
        }
    }

    private void open() {
        ApnsConnection next = maker.make(this);
        if (next != null) {
            connections.add(next);
            next.open();
        }
    }

    @Override
    public void opened(ApnsConnection connection) {
        if (!outdated.contains(connection)) {
            List.copyOf(outdated).forEach(former -> former.retire("is replaced"));
        }
        watchIdle();
    }

    private void watchIdle() {
        if (!watchingIdle && hasSurplus()) {
            watchingIdle = true;
            var _ = lane.schedule(growth.idle().dividedBy(4), () -> {
                watchingIdle = false;
                retireIdle();
                watchIdle();
            });
        }
    }

    private boolean hasSurplus() {
        return connections.size() > (wanted ? 1 : 0);
    }

    private void retireIdle() {
        for (ApnsConnection connection : List.copyOf(connections).reversed()) {
            if (hasSurplus() && connection.isOpen() && connection.idle().compareTo(growth.idle()) >= 0) {
                connection.retire("was idle");
            }
        }
    }

    @Override
    public void roomChanged() {
        owner.roomChanged();
    }

    @Override
    public boolean isRepeatedFailure() {
        return delay.isRepeated();
    }

    @Override
    public void answered(ApnsConnection connection, ApnsAttempt attempt, ApnsAnswer answer) {
        if (answer.isAccepted()) {
            delay.worked();
        }
        owner.answered(connection, attempt, answer);
    }

    @Override
    public void rests(ApnsConnection connection) {
        owner.roomChanged();
        replace();
    }

    @Override
    public void ended(ApnsConnection connection, boolean wasOpen) {
        connections.remove(connection);
        outdated.remove(connection);
        owner.roomChanged();
        if (!wasOpen && !growthPaused) {
            growthPaused = true;
            var _ = lane.schedule(growth.pause(), () -> growthPaused = false);
        }
        replace();
    }

    /// Closes all, when nothing is in flight any more.
    Future<Void> close() {
        wanted = false;
        List<ApnsConnection> last = List.copyOf(connections);
        connections.clear();
        return Future.join(last.stream().map(this::close).toList()).mapEmpty();
    }

    private Future<Void> close(ApnsConnection connection) {
        Promise<Void> closed = lane.promise();
        var timeout = lane.schedule(CLOSE_TIMEOUT, closed::tryComplete);
        var _ = connection.close().whenComplete((_, _) -> {
            timeout.cancel(false);
            closed.tryComplete();
        });
        return closed.future();
    }
}
