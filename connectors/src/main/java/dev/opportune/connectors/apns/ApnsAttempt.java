package dev.opportune.connectors.apns;

import com.eatthepath.pushy.apns.ApnsPushNotification;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushType;
import dev.opportune.connectors.PushContent;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.aps.CollapseId;
import dev.opportune.connectors.wire.Attempt;
import dev.opportune.connectors.wire.Settlement;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One message on its way to APNs.
///
/// Pushy asks [#getToken] when it writes the headers, and [#getPayload] when it writes the body. So this is where the
/// last look at the deadline is possible.
final class ApnsAttempt extends Attempt implements ApnsPushNotification {

    /// Keeps Pushy from writing; never leaves this package.
    static final class Unwritten extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unwritten() {
            super("not to be written", null, false, false);
        }
    }

    private static final int NO_STREAM = 0;

    private final String topic;
    private final String payload;
    private final String collapseId;
    private final ApnsConnection connection;
    private final UUID apnsId;

    private int streamId = NO_STREAM;
    private @Nullable CharSequence bodilessStatus;

    /// @param apnsId unlike any other's
    ApnsAttempt(
            PushMessage message, UUID apnsId, ApnsSettings settings, ApnsConnection connection, Settlement settlement) {
        super(message, settlement);
        this.apnsId = apnsId;
        this.topic = settings.topic();
        this.payload = ApnsPayload.write(message, settings.measureReceived());
        this.collapseId = CollapseId.of(message.collapseId());
        this.connection = connection;
    }

    /// Never: Pushy has it, and gives nothing back.
    @Override
    protected boolean canBeLeftOut() {
        return false;
    }

    /// Its headers went out on this stream.
    void wroteHeadersOn(int newStreamId) {
        streamId = newStreamId;
    }

    boolean hasStream() {
        return streamId != NO_STREAM;
    }

    int streamId() {
        return streamId;
    }

    /// Its answer was this status without a body, which Pushy gives as a stream that closed early.
    void answeredWithoutBody(@Nullable CharSequence status) {
        bodilessStatus = status;
    }

    @Nullable
    CharSequence bodilessStatus() {
        return bodilessStatus;
    }

    @Override
    public String getToken() {
        connection.aboutToWrite(this);
        return message().address();
    }

    @Override
    public String getPayload() {
        return payload;
    }

    /// 0 keeps nothing: one attempt (Apple, "Sending notification requests to APNs").
    @Override
    public Instant getExpiration() {
        return message().nowOrNever() ? Instant.EPOCH : deadline();
    }

    @Override
    public DeliveryPriority getPriority() {
        return switch (message().urgency()) {
            case NORMAL -> DeliveryPriority.CONSERVE_POWER;
            case HIGH, TIME_SENSITIVE -> DeliveryPriority.IMMEDIATE;
        };
    }

    @Override
    public PushType getPushType() {
        return switch (message().content()) {
            case PushContent.Notification _ -> PushType.ALERT;
            case PushContent.Background _ -> PushType.BACKGROUND;
        };
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
