package dev.opportune.connectors;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One message for one device.
///
/// @param sendId the send that it belongs to; travels in the payload as `opportune.send_id`
/// @param address what the device registered: opaque to all but the app's connector
/// @param ref the caller's own reference; travels in the payload as `opportune.ref`
/// @param collapseKey the caller's own collapse key; without one the send's id collapses copies
/// @param deadline the end of the moment: becomes `apns-expiration`, FCM `ttl` and the browsers' `TTL`, unless it is
///     now or never
/// @param urgency always normal in the background, whatever was asked: "Always use priority 5" (Apple, "Pushing
///     background updates to your App")
/// @param standing whether the device token has worked before
/// @param nowOrNever whether a provider that does not reach the device at once is to keep nothing for it
/// @param proof by which the app says that it has the send; travels in the payload as `opportune.proof`
public record PushMessage(
        String sendId,
        String address,
        PushContent content,
        @Nullable String ref,
        @Nullable String collapseKey,
        Instant deadline,
        Urgency urgency,
        Standing standing,
        boolean nowOrNever,
        @Nullable String proof) {

    /// One that is kept for the device until the deadline.
    public PushMessage(
            String sendId,
            String address,
            PushContent content,
            @Nullable String ref,
            @Nullable String collapseKey,
            Instant deadline,
            Urgency urgency,
            Standing standing) {
        this(sendId, address, content, ref, collapseKey, deadline, urgency, standing, false, null);
    }

    public PushMessage {
        if (content instanceof PushContent.Background) urgency = Urgency.NORMAL;
    }

    /// The same with another proof.
    public PushMessage withProof(@Nullable String other) {
        return new PushMessage(
                sendId, address, content, ref, collapseKey, deadline, urgency, standing, nowOrNever, other);
    }

    /// The same with other content.
    public PushMessage withContent(PushContent other) {
        return new PushMessage(
                sendId, address, other, ref, collapseKey, deadline, urgency, standing, nowOrNever, proof);
    }

    /// What makes a later copy replace an earlier one on the device.
    public String collapseId() {
        return collapseKey == null ? sendId : collapseKey;
    }

    /// Without device token and content, since a log may print it.
    @Override
    public String toString() {
        return "PushMessage[" + sendId + "]";
    }
}
