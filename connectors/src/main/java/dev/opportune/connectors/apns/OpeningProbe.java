package dev.opportune.connectors.apns;

import com.eatthepath.pushy.apns.ApnsPushNotification;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushType;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Opens a connection ahead of the first message: Pushy connects to send it, and finds that it cannot be written.
/// No byte of it leaves; its stream's number is skipped, which RFC 9113, 5.1.1 allows.
final class OpeningProbe implements ApnsPushNotification {

    @Override
    public String getToken() {
        throw new ApnsAttempt.Unwritten();
    }

    @Override
    public String getPayload() {
        throw new ApnsAttempt.Unwritten();
    }

    @Override
    public String getTopic() {
        throw new ApnsAttempt.Unwritten();
    }

    @Override
    public Instant getExpiration() {
        return Instant.EPOCH;
    }

    @Override
    public @Nullable DeliveryPriority getPriority() {
        return null;
    }

    @Override
    public @Nullable PushType getPushType() {
        return null;
    }

    @Override
    public @Nullable String getCollapseId() {
        return null;
    }

    @Override
    public @Nullable UUID getApnsId() {
        return null;
    }
}
