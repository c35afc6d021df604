package dev.opportune.connectors.apns;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.ConnectorListener;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Blame;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.DeliveryOutcome.Rejected;
import dev.opportune.connectors.Provider.Lane;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.wire.Drain;
import dev.opportune.connectors.wire.LaneLoop;
import dev.opportune.connectors.wire.Outcomes;
import dev.opportune.connectors.wire.RoomWatch;
import dev.opportune.connectors.wire.Settlement;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One lane's way to APNs: connections for all messages, and during [Probation] one more for those to unproven device
/// tokens. Without an open connection there is no room, so what waits, waits with the caller.
final class ApnsConnector implements Connector, ApnsConnections.Owner {

    /// Device tokens are hexadecimal, of any length. What is not text of that kind would break the request's path.
    private static final Pattern DEVICE_TOKEN = Pattern.compile("[0-9A-Za-z]+");

    static final String MALFORMED_DEVICE_TOKEN = "malformed_device_token";
    static final String UNUSABLE_CREDENTIALS = "unusable_credentials";

    private final ApnsSettings settings;
    private final ApnsAccount account;
    private final Lane group;
    private final LaneLoop lane;
    private final ConnectorListener listener;
    private final Clock clock;
    private final RoomWatch watch;
    private final Drain drain;
    private final Probation probation = new Probation();
    private final ApnsConnections connections;
    private final ApnsConnections probationary;
    private final Runnable credentialsChanged;

    private boolean closing;

    ApnsConnector(
            ApnsSettings settings,
            ApnsAccount account,
            Growth growth,
            Lane group,
            ConnectorListener listener,
            Clock clock) {
        this.settings = settings;
        this.account = account;
        this.group = group;
        this.lane = new LaneLoop(group);
        this.listener = listener;
        this.clock = clock;
        this.watch = new RoomWatch(lane);
        this.drain = new Drain(lane);
        this.connections = new ApnsConnections(settings.maxConnections(), growth, lane, this::connection, this);
        this.probationary = new ApnsConnections(1, growth, lane, this::connection, this);
        this.credentialsChanged = () -> lane.runLater(this::useCredentials);
    }

    void open() {
        account.whenChanged(credentialsChanged);
        connections.want(account.credentials() != null);
    }

    private @Nullable ApnsConnection connection(ApnsConnection.Owner owner) {
        ApnsCredentials credentials = account.credentials();
        return credentials == null
                ? null
                : new ApnsConnection(settings, credentials, group.loop(), lane, listener, clock, owner);
    }

    /// The app's files have changed.
    private void useCredentials() {
        if (closing) {
            return;
        }
        boolean usable = account.credentials() != null;
        connections.want(usable);
        probationary.want(usable && probation.isOn());
        if (usable) {
            connections.renew();
            probationary.renew();
        } else {
            connections.retireAll("has no credentials any more");
            probationary.retireAll("has no credentials any more");
        }
        roomChanged();
    }

    @Override
    public int room(Standing standing) {
        lane.assertHere();
        if (closing) {
            return 0;
        }
        return onProbation(standing)
                ? Math.clamp(probationPermits() - probationary.taken(), 0, probationary.room())
                : connections.room();
    }

    @Override
    public int limit() {
        lane.assertHere();
        if (closing) {
            return 0;
        }
        int onProbation = probation.isOn() ? Math.min(probationPermits(), probationary.limit()) : 0;
        return connections.limit() + onProbation;
    }

    private boolean onProbation(Standing standing) {
        return probation.isOn() && standing == Standing.UNPROVEN;
    }

    /// A part of what was learned rather than of what SETTINGS leave: bad ones among the unproven may have cost the
    /// others their streams before the probation began, and with no proven ones to win these back, good ones would
    /// crawl.
    private int probationPermits() {
        return probation.permits(connections.learned());
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
        ApnsConnections way = onProbation(message.standing()) ? probationary : connections;
        ApnsConnection connection = way.next();
        if (closing) {
            outcome.complete(Outcomes.closed());
        } else if (!clock.instant().isBefore(message.deadline())) {
            outcome.complete(Outcomes.late());
        } else if (!DEVICE_TOKEN.matcher(message.address()).matches()) {
            outcome.complete(new Rejected(MALFORMED_DEVICE_TOKEN, Blame.DEVICE));
        } else if (account.credentials() == null) {
            outcome.complete(new NotSent(UNUSABLE_CREDENTIALS, Outcomes.CONFIGURATION_RETRY, Extent.APP));
        } else if (connection == null) {
            outcome.complete(Outcomes.notConnected());
        } else if (room(message.standing()) == 0) {
            outcome.complete(Outcomes.noRoom());
        } else {
            connection.send(new ApnsAttempt(message, settings.topic(), connection, new Settlement(outcome, drain)));
            way.used();
        }
        return outcome.future();
    }

    @Override
    public void answered(ApnsConnection connection, ApnsAttempt attempt, ApnsAnswer answer) {
        // What former credentials are told says nothing of the present ones.
        boolean present = connection.credentials().equals(account.credentials());
        if (present && answer.isAccepted()) {
            account.worked();
        } else if (present && answer.isMisconfiguration()) {
            account.refused(answer.word());
        }
        if (answer.isJudged()) {
            boolean wasOn = probation.isOn();
            probation.judged(attempt.standing(), answer.isBadDeviceToken(), connections.learned());
            if (probation.isOn() != wasOn) {
                probationary.want(probation.isOn());
            }
        }
    }

    @Override
    public void roomChanged() {
        watch.changed(room(Standing.PROVEN), room(Standing.UNPROVEN));
    }

    /// How many messages have no outcome yet.
    int unsettled() {
        return drain.unsettled();
    }

    /// How many messages wait inside Netty for a stream: none, ever.
    int queued() {
        return connections.queued() + probationary.queued();
    }

    @Override
    public Future<Void> close() {
        lane.assertHere();
        closing = true;
        account.forget(credentialsChanged);
        roomChanged();
        return drain.drained()
                .compose(_ -> Future.join(connections.close(), probationary.close()))
                .mapEmpty();
    }
}
