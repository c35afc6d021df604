package dev.opportune.connectors.apns;

import com.eatthepath.pushy.apns.ApnsPushNotification;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushType;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.wire.Settlement;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One message on its way to APNs, and what is known of how far it came: that decides between "not sent" and
/// "unconfirmed" when no answer comes.
///
/// Pushy asks [#getToken] when it writes the headers, and [#getPayload] when it writes the body. So this is where the
/// last look at the deadline is possible.
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
    private final Settlement settlement;
    private final UUID apnsId = UUID.randomUUID();

    private int streamId = NO_STREAM;
    private boolean wholeOnWire;
    private boolean flushed;
    private boolean refused;
    private @Nullable CharSequence bodilessStatus;
    private long writtenNanos;
    private long framesHeardBefore;

    ApnsAttempt(PushMessage message, String topic, ApnsConnection connection, Settlement settlement) {
        this.message = message;
        this.topic = topic;
        this.payload = ApnsPayload.write(message);
        this.collapseId = CollapseId.of(message.collapseId());
        this.connection = connection;
        this.settlement = settlement;
    }

    Instant deadline() {
        return message.deadline();
    }

    Standing standing() {
        return message.standing();
    }

    Settlement settlement() {
        return settlement;
    }

    /// Its headers are about to be written.
    ///
    /// @param framesHeard how many frames of the connection were heard until now
    void writing(long nowNanos, long framesHeard) {
        writtenNanos = nowNanos;
        framesHeardBefore = framesHeard;
    }

    long writtenNanos() {
        return writtenNanos;
    }

    long framesHeardBefore() {
        return framesHeardBefore;
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

    /// The last of it went to the socket's buffer: HTTP/2's flow control let it through.
    void wroteAll() {
        wholeOnWire = true;
    }

    /// Whether the server may have seen all of it; what it has not seen all of, it cannot have handled.
    boolean isWholeOnWire() {
        return wholeOnWire;
    }

    /// All of it left this process.
    void flushed() {
        flushed = true;
    }

    boolean isFlushed() {
        return flushed;
    }

    /// The server refused its stream unread.
    void refused() {
        refused = true;
    }

    boolean isRefused() {
        return refused;
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
        return message.address();
    }

    @Override
    public String getPayload() {
        return payload;
    }

    @Override
    public Instant getExpiration() {
        return message.deadline();
    }

    @Override
    public DeliveryPriority getPriority() {
        return switch (message.urgency()) {
            case NORMAL -> DeliveryPriority.CONSERVE_POWER;
            case HIGH, TIME_SENSITIVE -> DeliveryPriority.IMMEDIATE;
        };
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
