package dev.opportune.connectors.fcm.message;

import dev.opportune.connectors.PushContent.Background;
import dev.opportune.connectors.PushContent.Notification;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Urgency;
import dev.opportune.connectors.aps.Aps;
import dev.opportune.connectors.aps.CollapseId;
import dev.opportune.connectors.wire.JsonBytes;
import java.time.Instant;

/// `ApnsConfig`: the headers that Firebase passes on to Apple, and what its own notification has no words for. "The
/// backend sets a default value for apns-expiration of 30 days and a default value for apns-priority of 10": the one is
/// always said here, the other where it is not 10. It finds topic and push type itself, but for a push in the
/// background.
final class ApnsBlock {

    private ApnsBlock() {}

    static void write(JsonBytes json, PushMessage message, Instant now) {
        json.open("apns").open("headers");
        if (message.content() instanceof Background) json.text("apns-push-type", "background");
        if (message.urgency() == Urgency.NORMAL) json.text("apns-priority", "5");
        json.numberAsText("apns-expiration", Expiry.epochSecond(message, now))
                .text("apns-collapse-id", CollapseId.of(message.collapseId()))
                .close();
        switch (message.content()) {
            case Notification shown -> Aps.writeRemainder(json, shown, message.urgency());
            case Background _ -> {
                json.open("payload");
                Aps.writeBackground(json);
                json.close();
            }
        }
        json.close();
    }
}
