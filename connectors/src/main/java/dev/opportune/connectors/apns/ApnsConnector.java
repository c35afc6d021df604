package dev.opportune.connectors.apns;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Blame;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.DeliveryOutcome.Rejected;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.wire.Account;
import dev.opportune.connectors.wire.Connection;
import dev.opportune.connectors.wire.ConnectionPool;
import dev.opportune.connectors.wire.Growth;
import dev.opportune.connectors.wire.LaneConnector;
import dev.opportune.connectors.wire.Line;
import dev.opportune.connectors.wire.Outcomes;
import dev.opportune.connectors.wire.Settlement;
import io.netty.channel.EventLoopGroup;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One lane's way to APNs: connections for all messages, and during [Probation] one more for those to unproven device
/// tokens.
final class ApnsConnector extends LaneConnector<ApnsCredentials> implements ApnsConnection.Answers {

    static final String MALFORMED_DEVICE_TOKEN = "malformed_device_token";
    static final String UNUSABLE_CREDENTIALS = "unusable_credentials";

    /// Another provider token would be dated by the same clock.
    private static final String WRONG_CLOCK =
            "Apple answers ExpiredProviderToken to a provider token that was just made:"
                    + " this machine's clock is wrong, by an hour or more; set it by NTP";

    private final ApnsSettings settings;
    private final EventLoopGroup loop;
    private final SplittableRandom chance = new SplittableRandom(new SecureRandom().nextLong());
    private final Probation probation = new Probation();
    private final ConnectionPool<ApnsConnection> connections;
    private final ConnectionPool<ApnsConnection> probationary;

    ApnsConnector(
            ApnsSettings settings, Account<ApnsCredentials> account, Growth growth, EventLoopGroup loop, Line line) {
        super(line, account);
        this.settings = settings;
        this.loop = loop;
        this.connections = pool(settings.maxConnections(), growth);
        this.probationary = pool(1, growth);
    }

    private ConnectionPool<ApnsConnection> pool(int most, Growth growth) {
        return new ConnectionPool<>(1, most, growth, line.lane(), this::connection, this::roomChanged);
    }

    private @Nullable ApnsConnection connection(Connection.Owner owner) {
        ApnsCredentials credentials = account.current();
        return credentials == null ? null : new ApnsConnection(settings, credentials, loop, line, this, owner);
    }

    @Override
    protected void use(@Nullable ApnsCredentials credentials) {
        boolean usable = credentials != null;
        connections.want(usable);
        probationary.want(usable && probation.isOn());
        if (usable) {
            connections.renew();
            probationary.renew();
        } else {
            connections.retireAll("has no credentials any more");
            probationary.retireAll("has no credentials any more");
        }
    }

    @Override
    protected int roomFor(Standing standing) {
        return onProbation(standing)
                ? Math.clamp(probationPermits() - probationary.taken(), 0, probationary.room())
                : connections.room();
    }

    @Override
    protected int limitNow() {
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
    protected void send(PushMessage message, Settlement settlement) {
        ConnectionPool<ApnsConnection> way = onProbation(message.standing()) ? probationary : connections;
        ApnsConnection connection = way.next();
        if (!isDeviceToken(message.address())) {
            settlement.settle(new Rejected(MALFORMED_DEVICE_TOKEN, Blame.DEVICE));
        } else if (account.current() == null) {
            settlement.settle(new NotSent(UNUSABLE_CREDENTIALS, Outcomes.CONFIGURATION_RETRY, Extent.APP));
        } else if (connection == null) {
            settlement.settle(Outcomes.notConnected());
        } else if (room(message.standing()) == 0) {
            settlement.settle(Outcomes.noRoom());
        } else {
            connection.send(new ApnsAttempt(message, newApnsId(), settings, connection, settlement));
            way.used();
        }
    }

    /// Device tokens are hexadecimal, of any length. What is not text of that kind would break the request's path.
    private static boolean isDeviceToken(String address) {
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z')) return false;
        }
        return !address.isEmpty();
    }

    /// Of version 4 (RFC 9562). It names a message and keeps nothing secret, so that chance seeded once will do.
    private UUID newApnsId() {
        long version = 4L << 12;
        long variant = 1L << 63;
        return new UUID((chance.nextLong() & ~0xf000L) | version, (chance.nextLong() >>> 2) | variant);
    }

    @Override
    public DeliveryOutcome answered(ApnsConnection connection, ApnsAttempt attempt, ApnsAnswer answer) {
        boolean wrongClock = answer.isExpiredProviderToken() && connection.hasFreshToken();
        if (answer.isAccepted()) {
            account.accepted(connection.credentials(), attempt.sent().address());
        } else if (answer.isMisconfiguration()) {
            account.refused(connection.credentials(), refusal(answer));
        } else if (wrongClock) {
            account.refused(connection.credentials(), WRONG_CLOCK);
        }
        if (answer.isJudged()) {
            boolean wasOn = probation.isOn();
            probation.judged(attempt.standing(), answer.isBadDeviceToken(), connections.learned());
            if (probation.isOn() != wasOn) probationary.want(probation.isOn());
        }
        if (answer.isBadDeviceToken()) {
            return account.foreign(connection.credentials(), attempt.sent(), answer.word(), slip(answer));
        }
        DeliveryOutcome outcome = wrongClock
                ? new NotSent(answer.word(), Outcomes.CONFIGURATION_RETRY, Extent.APP)
                : answer.outcome(attempt.getApnsId());
        return ofPresentKey(connection.credentials(), outcome);
    }

    /// What a former key is refused says nothing of the present one: the message may go again at once.
    private DeliveryOutcome ofPresentKey(ApnsCredentials by, DeliveryOutcome outcome) {
        boolean ofFormer = outcome instanceof NotSent refused && refused.extent() == Extent.APP;
        return ofFormer && !by.equals(account.current())
                ? new NotSent(outcome.reason(), Duration.ZERO, Extent.DEVICE)
                : outcome;
    }

    private String slip(ApnsAnswer answer) {
        String setting = answer.isOfTopic()
                ? "topic: " + settings.topic() + " is not the bundle id of their app"
                : "environment: " + settings.environment().word() + " is not theirs (builds from Xcode are of sandbox,"
                        + " those of TestFlight and the App Store of production)";
        return "Apple answers " + answer.word() + " for nearly every device: " + setting + Outcomes.UNTIL_MENDED;
    }

    private String refusal(ApnsAnswer answer) {
        String wrong = answer.isOfTopic()
                ? "topic: " + settings.topic() + " is none that its key may send to"
                : "its topic, environment, key_file, key_id and team_id do not fit together";
        return "Apple refuses what this app sends with " + answer.word() + ": " + wrong;
    }

    /// How many messages wait inside Netty for a stream: none, ever.
    int queued() {
        return connections.queued() + probationary.queued();
    }

    @Override
    protected Future<Void> closeConnections() {
        return Future.join(connections.close(), probationary.close()).mapEmpty();
    }
}
