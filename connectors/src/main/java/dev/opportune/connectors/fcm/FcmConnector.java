package dev.opportune.connectors.fcm;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Blame;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.DeliveryOutcome.Rejected;
import dev.opportune.connectors.Provider.Lane;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Quotas;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.wire.Account;
import dev.opportune.connectors.wire.Connection;
import dev.opportune.connectors.wire.ConnectionPool;
import dev.opportune.connectors.wire.Growth;
import dev.opportune.connectors.wire.LaneConnector;
import dev.opportune.connectors.wire.Line;
import dev.opportune.connectors.wire.Outcomes;
import dev.opportune.connectors.wire.Settlement;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientAgent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One lane's way to FCM: its connections, and its part of the project's quota. FCM makes no difference between device
/// tokens of either [Standing].
final class FcmConnector extends LaneConnector<ServiceAccount> implements FcmConnection.Answers {

    /// How often it looks whether an access token nears its end.
    private static final Duration LOOK = Duration.ofSeconds(1);

    /// How long no further connection is opened after one that could not.
    private static final Duration GROWTH_PAUSE = Duration.ofSeconds(1);

    private final FcmSettings settings;
    private final Quotas quotas;
    private final HttpClientAgent client;
    private final ConnectionPool<FcmConnection> connections;
    private final QuotaWait quotaWait = new QuotaWait(System::nanoTime);
    private final Suspects suspects = new Suspects();

    private @Nullable ServiceAccount sender;
    private @Nullable QuotaPermits permits;
    private @Nullable ScheduledFuture<?> look;

    FcmConnector(FcmSettings settings, Account<ServiceAccount> account, Lane lane, Line line) {
        super(line, account);
        this.settings = settings;
        this.quotas = lane.quotas();
        this.client =
                lane.vertx().httpClientBuilder().with(FcmTls.client(settings)).build();
        FcmSettings.Bounds bounds = settings.bounds();
        this.connections = new ConnectionPool<>(
                bounds.connections(),
                bounds.maxConnections(),
                new Growth(Duration.ZERO, GROWTH_PAUSE, bounds.surplusAfter()),
                line.lane(),
                this::connection,
                this::roomChanged);
    }

    @Override
    public void open() {
        super.open();
        look();
    }

    private @Nullable FcmConnection connection(Connection.Owner owner) {
        ServiceAccount of = sender;
        return of == null ? null : new FcmConnection(settings, of, client, line, this, owner);
    }

    /// Connections of the former account take nothing more from now on: a message that is refused for its sake may go
    /// again at once, and must not find it once more.
    @Override
    protected void use(@Nullable ServiceAccount next) {
        sender = next;
        suspects.forget();
        if (permits != null) {
            permits.close();
            permits = null;
        }
        if (next != null) {
            next.tokens().keepReady();
            var own = new QuotaPermits(quotas, next.project(), settings.quota(), line.lane(), this::roomChanged);
            permits = own;
            own.askWhenLow();
        }
        connections.want(next != null);
        connections.retireAll("is of a service account that was replaced");
        connections.renew();
    }

    private void look() {
        if (isClosing()) return;
        ServiceAccount present = sender;
        if (present != null) {
            present.tokens().keepReady();
        }
        look = line.lane().schedule(LOOK, this::look);
    }

    @Override
    protected int roomFor(Standing standing) {
        QuotaPermits allowed = permits;
        return allowed == null ? 0 : Math.min(allowed.left(), connections.room());
    }

    @Override
    protected int limitNow() {
        return connections.limit();
    }

    @Override
    protected void send(PushMessage message, Settlement settlement) {
        QuotaPermits allowed = permits;
        FcmConnection connection = connections.next();
        if (allowed == null || connection == null) {
            settlement.settle(Outcomes.notConnected());
        } else if (connection.room() == 0 || allowed.left() == 0) {
            settlement.settle(Outcomes.noRoom());
        } else {
            allowed.take();
            connection.send(new FcmAttempt(message, connection, allowed, settlement));
            connections.used();
        }
    }

    @Override
    public DeliveryOutcome outcome(ServiceAccount by, PushMessage message, FcmAnswer answer) {
        DeliveryOutcome outcome = answer.outcome(waitForQuota(answer));
        if (outcome instanceof Accepted) {
            quotaWait.accepted();
            account.accepted(by, message.address());
            by.thirdParties().accepted(message.address());
            suspects.accepted(message);
        } else if (answer.refusesThirdParty()) {
            by.thirdParties().refused(answer.error(), message.address());
        } else if (answer.blamesNobody() && suspects.refused(message)) {
            outcome = new Rejected(outcome.reason(), Blame.DEVICE);
        } else if (outcome instanceof Rejected(var word, var blame) && blame == Blame.UNCLEAR) {
            outcome = account.foreign(by, message, word, by.slip(word));
        } else if (outcome instanceof NotSent refused && refused.extent() == Extent.APP) {
            account.refused(by, by.refusal(refused.reason()));
        }
        return ofPresentAccount(by, outcome);
    }

    @Override
    public DeliveryOutcome unauthorized(ServiceAccount by, DeliveryOutcome failed) {
        return ofPresentAccount(by, failed);
    }

    private Duration waitForQuota(FcmAnswer answer) {
        return answer.isQuotaWithoutTerm() ? quotaWait.refused() : QuotaWait.FIRST;
    }

    /// What a former account is refused says nothing of the present one: the message may go again at once.
    private DeliveryOutcome ofPresentAccount(ServiceAccount by, DeliveryOutcome outcome) {
        return by != sender && outcome instanceof NotSent refused
                ? new NotSent(refused.reason(), Duration.ZERO, Extent.DEVICE)
                : outcome;
    }

    @Override
    public Future<Void> close() {
        Future<Void> closed = super.close();
        if (look != null) look.cancel(false);
        if (permits != null) permits.close();
        return closed;
    }

    @Override
    protected Future<Void> closeConnections() {
        return connections.close().compose(_ -> client.close());
    }
}
