package dev.opportune.connectors.fcm;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.ConnectorListener;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.Provider.Lane;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Quotas;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.fcm.AccessTokens.Fetched;
import dev.opportune.connectors.wire.Drain;
import dev.opportune.connectors.wire.LaneLoop;
import dev.opportune.connectors.wire.Outcomes;
import dev.opportune.connectors.wire.RoomWatch;
import dev.opportune.connectors.wire.Settlement;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One lane's way to FCM: its connections, its part of the project's quota, and the account they go for. FCM makes no
/// difference between device tokens of either [Standing].
final class FcmConnector implements Connector, FcmConnection.Owner {

    /// How often it looks whether an access token nears its end and whether a connection is not needed.
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final FcmSettings settings;
    private final FcmAccounts accounts;
    private final Quotas quotas;
    private final LaneLoop lane;
    private final Clock clock;
    private final RoomWatch watch;
    private final Drain drain;
    private final FcmConnections connections;
    private final QuotaWait quotaWait = new QuotaWait();
    private final Runnable follower;

    private @Nullable FcmAccount account;
    private @Nullable QuotaPermits permits;
    private @Nullable ScheduledFuture<?> look;
    private boolean closing;

    FcmConnector(FcmSettings settings, FcmAccounts accounts, Lane lane, ConnectorListener listener, Clock clock) {
        this.settings = settings;
        this.accounts = accounts;
        this.quotas = lane.quotas();
        this.lane = new LaneLoop(lane);
        this.clock = clock;
        this.watch = new RoomWatch(this.lane);
        this.drain = new Drain(this.lane);
        this.connections = new FcmConnections(settings, lane.vertx(), this.lane, listener, clock, this);
        this.follower = () -> this.lane.runLater(this::useCurrentAccount);
    }

    void open() {
        accounts.follow(follower);
        useCurrentAccount();
        look();
    }

    private void useCurrentAccount() {
        FcmAccount current = accounts.current();
        if (closing || current == account) {
            return;
        }
        account = current;
        if (permits != null) {
            permits.close();
            permits = null;
        }
        if (current != null) {
            current.tokens().keepReady();
            var own = new QuotaPermits(quotas, current.project(), settings.quota(), lane, this::roomChanged);
            permits = own;
            own.askWhenLow();
        }
        connections.use(current);
    }

    private void look() {
        if (closing) {
            return;
        }
        FcmAccount current = account;
        if (current != null) {
            current.tokens().keepReady();
        }
        connections.shrinkIfIdle();
        look = lane.schedule(LOOK, this::look);
    }

    @Override
    public int room(Standing standing) {
        lane.assertHere();
        QuotaPermits allowed = permits;
        return closing || allowed == null ? 0 : Math.min(allowed.left(), connections.room());
    }

    @Override
    public int limit() {
        lane.assertHere();
        return closing ? 0 : connections.limit();
    }

    @Override
    public void whenRoom(Runnable listener) {
        lane.assertHere();
        watch.set(listener);
    }

    @Override
    public Future<DeliveryOutcome> deliver(PushMessage message) {
        lane.assertHere();
        QuotaPermits allowed = permits;
        FcmConnection connection = connections.next();
        if (closing) {
            return now(Outcomes.closed());
        } else if (!clock.instant().isBefore(message.deadline())) {
            return now(Outcomes.late());
        } else if (allowed == null || connection == null) {
            return now(Outcomes.notConnected());
        } else if (connection.room() == 0 || allowed.left() == 0) {
            return now(Outcomes.noRoom());
        }
        return begin(message, connection, allowed);
    }

    private Future<DeliveryOutcome> now(DeliveryOutcome outcome) {
        Promise<DeliveryOutcome> known = lane.promise();
        known.complete(outcome);
        return known.future();
    }

    private Future<DeliveryOutcome> begin(PushMessage message, FcmConnection connection, QuotaPermits allowed) {
        Promise<DeliveryOutcome> outcome = lane.promise();
        var attempt = new FcmAttempt(message, connection, new Settlement(outcome, drain));
        // Before the attempt can end.
        Future<DeliveryOutcome> future = outcome.future().onComplete(_ -> settled(attempt, allowed));
        allowed.take();
        connection.take(attempt);
        connections.growIfFilling();
        authorize(attempt);
        return future;
    }

    private void authorize(FcmAttempt attempt) {
        AccessTokens tokens = attempt.connection().account().tokens();
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

    private void send(FcmAttempt attempt, Fetched fetched) {
        switch (fetched) {
            case Fetched.Bearer bearer -> attempt.connection().send(attempt, bearer);
            case Fetched.Failed failed -> attempt.settle(ofPresentAccount(attempt, failed.outcome()));
        }
    }

    @Override
    public void answered(FcmAttempt attempt, Fetched.Bearer bearer, FcmAnswer answer) {
        connections.worked();
        FcmAccount sender = attempt.connection().account();
        if (answer.refusesBearer() && attempt.mayRenew()) {
            authorizeWhen(sender.tokens().renew(bearer), attempt);
            return;
        }
        DeliveryOutcome outcome = answer.outcome(waitForQuota(answer));
        if (answer.refusesBearer()) {
            sender.tokens().stayedRefused(bearer, outcome);
        }
        if (outcome instanceof Accepted) {
            quotaWait.accepted(clock.instant());
            sender.accepted();
        } else if (outcome instanceof NotSent refused && refused.extent() == Extent.APP) {
            sender.refused(refused.reason());
        }
        attempt.settle(ofPresentAccount(attempt, outcome));
    }

    private Duration waitForQuota(FcmAnswer answer) {
        return answer.isQuotaWithoutTerm() ? quotaWait.refused(clock.instant()) : QuotaWait.FIRST;
    }

    /// What a former account is refused says nothing of the present one: the message may go again at once.
    private DeliveryOutcome ofPresentAccount(FcmAttempt attempt, DeliveryOutcome outcome) {
        boolean former = attempt.connection().account() != account;
        return former && outcome instanceof NotSent refused
                ? new NotSent(refused.reason(), Duration.ZERO, Extent.DEVICE)
                : outcome;
    }

    private void settled(FcmAttempt attempt, QuotaPermits allowed) {
        if (attempt.writes() == 0) {
            allowed.giveBack();
        } else if (attempt.writes() > 1) {
            allowed.take();
        }
    }

    @Override
    public void roomChanged() {
        watch.changed(room(Standing.PROVEN));
    }

    @Override
    public void ended(FcmConnection connection) {
        connections.ended(connection);
        roomChanged();
    }

    @Override
    public Future<Void> close() {
        lane.assertHere();
        closing = true;
        accounts.unfollow(follower);
        if (look != null) {
            look.cancel(false);
        }
        if (permits != null) {
            permits.close();
        }
        roomChanged();
        // Every attempt has its outcome within the answer timeout, so this ends.
        return drain.drained().compose(_ -> connections.close());
    }
}
