package dev.opportune.connectors.apns;

import com.eatthepath.pushy.apns.ApnsPushNotification;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushType;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.PushMessage;
import io.netty.util.concurrent.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One message on its way to APNs, and what is known of how far it came: that decides between "not sent" and
/// "unconfirmed" when no answer comes.
///
/// Pushy asks [#getToken] when it writes the headers and [#getPayload] when it writes the body, and again when it
/// repeats a stream that the server refused. So this is where the last look at the deadline is possible.
final class ApnsAttempt implements ApnsPushNotification {

    /// Keeps Pushy from writing; never leaves this package.
    static final class Unwritten extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unwritten() {
            super("not to be written", null, false, false);
        }
    }

    private static final int NO_STREAM = 0;

    private final PushMessage message;
    private final String topic;
    private final String payload;
    private final String collapseId;
    private final ApnsConnection connection;
    private final Promise<DeliveryOutcome> outcome;
    private final UUID apnsId = UUID.randomUUID();

    private int streamId = NO_STREAM;
    private boolean handedOver;
    private boolean settled;
    private boolean overdue;
    private long framesHeardBefore;
    private @Nullable Future<?> timer;

    ApnsAttempt(PushMessage message, String topic, ApnsConnection connection, Promise<DeliveryOutcome> outcome) {
        this.message = message;
        this.topic = topic;
        this.payload = ApnsPayload.write(message);
        this.collapseId = CollapseId.of(message.collapseId());
        this.connection = connection;
        this.outcome = outcome;
    }

    Instant deadline() {
        return message.deadline();
    }

    /// Gives the outcome to whoever waits for it; only the first one counts.
    void settle(DeliveryOutcome result) {
        if (settled) {
            return;
        }
        settled = true;
        Future<?> pending = timer;
        if (pending != null) {
            pending.cancel(false);
        }
        outcome.complete(result);
    }

    boolean isSettled() {
        return settled;
    }

    /// Its answer did not come in time; its stream is still taken.
    void overdue() {
        overdue = true;
    }

    boolean isOverdue() {
        return overdue;
    }

    void timer(Future<?> newTimer) {
        timer = newTimer;
    }

    /// Its headers went out on this stream.
    void wroteOn(int newStreamId) {
        streamId = newStreamId;
    }

    /// The server refused its stream unread, and Pushy is about to repeat it.
    void refused() {
        streamId = NO_STREAM;
    }

    int streamId() {
        return streamId;
    }

    /// Whether Pushy took it: from then on it may be written at any time.
    boolean isHandedOver() {
        return handedOver;
    }

    /// Whether the server may have seen it.
    boolean isOnWire() {
        return streamId != NO_STREAM;
    }

    long framesHeardBefore() {
        return framesHeardBefore;
    }

    @Override
    public String getToken() {
        if (!handedOver) {
            framesHeardBefore = connection.aboutToWrite(this);
            handedOver = true;
        } else {
            connection.aboutToRepeat(this);
        }
        return message.address();
    }

    @Override
    public String getPayload() {
        connection.handedOver();
        return payload;
    }

    @Override
    public Instant getExpiration() {
        return message.deadline();
    }

    @Override
    public DeliveryPriority getPriority() {
        return DeliveryPriority.IMMEDIATE;
    }

    @Override
    public PushType getPushType() {
        return PushType.ALERT;
    }

    @Override
    public String getTopic() {
        return topic;
    }

    @Override
    public String getCollapseId() {
        return collapseId;
    }

    @Override
    public UUID getApnsId() {
        return apnsId;
    }

    /// Without the device token and the content, since Pushy or a debugger may print it.
    @Override
    public String toString() {
        return "ApnsAttempt[" + apnsId + "]";
    }
}
