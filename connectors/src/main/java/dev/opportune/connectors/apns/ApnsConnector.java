package dev.opportune.connectors.apns;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.ConnectorListener;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Blame;
import dev.opportune.connectors.DeliveryOutcome.Rejected;
import dev.opportune.connectors.Provider.Lane;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.wire.LaneLoop;
import dev.opportune.connectors.wire.Outcomes;
import dev.opportune.connectors.wire.ReconnectDelay;
import dev.opportune.connectors.wire.RoomWatch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One lane's way to APNs: one connection at a time, opened ahead and replaced when it ends. Without an open
/// connection there is no room, so what waits, waits with the caller.
final class ApnsConnector implements Connector, ApnsConnection.Owner {

    /// Device tokens are hexadecimal, of any length. What is not text of that kind would break the request's path.
    private static final Pattern DEVICE_TOKEN = Pattern.compile("[0-9A-Za-z]+");

    static final String MALFORMED_DEVICE_TOKEN = "malformed_device_token";

    private static final Duration CLOSE_TIMEOUT = ApnsCredentials.CLOSING.multipliedBy(2);

    private final ApnsSettings settings;
    private final ApnsCredentials credentials;
    private final Lane group;
    private final LaneLoop lane;
    private final ConnectorListener listener;
    private final Clock clock;
    private final RoomWatch watch;
    private final ReconnectDelay delay = new ReconnectDelay(RandomGenerator.getDefault());

    private @Nullable ApnsConnection connection;
    private int unsettled;
    private boolean closing;
    private @Nullable Promise<Void> drained;

    ApnsConnector(
            ApnsSettings settings, ApnsCredentials credentials, Lane group, ConnectorListener listener, Clock clock) {
        this.settings = settings;
        this.credentials = credentials;
        this.group = group;
        this.lane = new LaneLoop(group);
        this.listener = listener;
        this.clock = clock;
        this.watch = new RoomWatch(lane);
    }

    void open() {
        if (!closing) {
            var next = new ApnsConnection(settings, credentials, group.loop(), lane, listener, clock, this);
            connection = next;
            next.open();
        }
    }

    @Override
    public int room(Standing standing) {
        lane.assertHere();
        ApnsConnection current = connection;
        return closing || current == null ? 0 : current.room();
    }

    @Override
    public int limit() {
        lane.assertHere();
        ApnsConnection current = connection;
        return closing || current == null ? 0 : current.limit();
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
        ApnsConnection current = connection;
        if (closing) {
            outcome.complete(Outcomes.closed());
        } else if (!clock.instant().isBefore(message.deadline())) {
            outcome.complete(Outcomes.late());
        } else if (!DEVICE_TOKEN.matcher(message.address()).matches()) {
            outcome.complete(new Rejected(MALFORMED_DEVICE_TOKEN, Blame.DEVICE));
        } else if (current == null || !current.isOpen()) {
            outcome.complete(Outcomes.notConnected());
        } else if (current.room() == 0) {
            outcome.complete(Outcomes.noRoom());
        } else {
            unsettled++;
            current.send(new ApnsAttempt(message, settings.topic(), current, outcome));
            return outcome.future().onComplete(_ -> settled());
        }
        return outcome.future();
    }

    private void settled() {
        unsettled--;
        Promise<Void> waiting = drained;
        if (unsettled == 0 && waiting != null) {
            waiting.tryComplete();
        }
    }

    @Override
    public void worked() {
        delay.worked();
    }

    @Override
    public void roomChanged() {
        watch.changed(room(Standing.PROVEN));
    }

    @Override
    public boolean isRepeatedFailure() {
        return delay.isRepeated();
    }

    @Override
    public void ended(ApnsConnection ended) {
        if (ended == connection) {
            connection = null;
            watch.changed(0);
            var _ = lane.schedule(delay.next(), this::open);
        }
    }

    @Override
    public Future<Void> close() {
        lane.assertHere();
        closing = true;
        watch.changed(0);
        Promise<Void> waiting = lane.promise();
        drained = waiting;
        if (unsettled == 0) {
            waiting.complete();
        }
        // Every attempt has its outcome within the answer timeout, so this ends.
        return waiting.future().compose(_ -> closeConnection());
    }

    private Future<Void> closeConnection() {
        Promise<Void> closed = lane.promise();
        ApnsConnection last = connection;
        connection = null;
        if (last == null) {
            closed.complete();
            return closed.future();
        }
        var timeout = lane.schedule(CLOSE_TIMEOUT, closed::tryComplete);
        var _ = last.close().whenComplete((_, _) -> {
            timeout.cancel(false);
            closed.tryComplete();
        });
        return closed.future();
    }
}
