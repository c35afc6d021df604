package dev.opportune.connectors.wire;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One lane's way to an app's provider, as all providers have it: it follows the app's credentials, refuses what is
/// late, tells of room, and closes after the last outcome. Without an open connection there is no room, so what waits,
/// waits with the caller.
public abstract class LaneConnector<K extends Credentials> implements Connector {

    protected final Line line;
    protected final Account<K> account;
    private final LaneLoop lane;
    private final RoomWatch watch;
    private final Drain drain;
    private final Runnable follower;
    private boolean closing;

    protected LaneConnector(Line line, Account<K> account) {
        this.line = line;
        this.account = account;
        this.lane = line.lane();
        this.watch = new RoomWatch(lane);
        this.drain = new Drain(lane);
        this.follower = () -> lane.runLater(this::credentialsChanged);
    }

    /// Opens the first connections, if there are credentials.
    public void open() {
        account.follow(follower);
        use(account.current());
    }

    private void credentialsChanged() {
        if (!closing) {
            use(account.current());
            roomChanged();
        }
    }

    /// These are the app's credentials from now on; null: none are to be had from its files.
    protected abstract void use(@Nullable K credentials);

    /// [#room] while it is not closing.
    protected abstract int roomFor(Standing standing);

    /// [#limit] while it is not closing.
    protected abstract int limitNow();

    /// Hands the message, which is not late, to a connection, or says why none takes it. [#close] waits for its
    /// outcome.
    protected abstract void send(PushMessage message, Settlement settlement);

    /// Closes the connections, after the last outcome.
    protected abstract Future<Void> closeConnections();

    @Override
    public final int room(Standing standing) {
        lane.assertHere();
        return closing ? 0 : roomFor(standing);
    }

    @Override
    public final int limit() {
        lane.assertHere();
        return closing ? 0 : limitNow();
    }

    @Override
    public final void whenRoom(Runnable listener) {
        lane.assertHere();
        watch.set(listener);
    }

    @Override
    public final Future<DeliveryOutcome> deliver(PushMessage message, BooleanSupplier isOurs) {
        lane.assertHere();
        Promise<DeliveryOutcome> outcome = lane.promise();
        if (closing) {
            outcome.complete(Outcomes.closed());
        } else if (line.clock().millis() >= message.deadline().toEpochMilli()) {
            outcome.complete(Outcomes.late());
        } else {
            send(message, new Settlement(outcome, drain, isOurs));
        }
        return outcome.future();
    }

    /// There may be more or less room than before.
    protected final void roomChanged() {
        watch.changed(room(Standing.PROVEN), room(Standing.UNPROVEN));
    }

    protected final boolean isClosing() {
        return closing;
    }

    /// How many messages have no outcome yet.
    public final int unsettled() {
        return drain.unsettled();
    }

    @Override
    public Future<Void> close() {
        lane.assertHere();
        closing = true;
        account.unfollow(follower);
        roomChanged();
        // Every message has its outcome within the answer timeout, so this ends.
        return drain.drained().compose(_ -> closeConnections());
    }
}
