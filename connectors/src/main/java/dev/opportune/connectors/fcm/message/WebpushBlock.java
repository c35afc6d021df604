package dev.opportune.connectors.fcm.message;

import dev.opportune.connectors.PushContent.Action;
import dev.opportune.connectors.PushContent.Notification;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Urgency;
import dev.opportune.connectors.wire.JsonBytes;
import java.time.Instant;

/// `WebpushConfig`: headers by RFC 8030, whose urgency is `normal` where none is said, and a notification of the
/// browser's. It shows texts alone: the app's own words by their keys are not for it.
final class WebpushBlock {

    private WebpushBlock() {}

    static void write(JsonBytes json, PushMessage message, Instant now) {
        json.open("webpush").open("headers").numberAsText("TTL", Expiry.ttlSeconds(message, now));
        if (message.urgency() != Urgency.NORMAL) json.text("Urgency", "high");
        // As with Android's collapse keys, only the caller may spend one.
        String collapseKey = message.collapseKey();
        if (collapseKey != null) json.text("Topic", WebTopic.of(collapseKey));
        json.close();
        if (message.content() instanceof Notification shown) writeNotification(json, message, shown);
        json.close();
    }

    private static void writeNotification(JsonBytes json, PushMessage message, Notification content) {
        json.open("notification")
                .text("title", content.titleLoc() == null ? null : content.title())
                .text("body", content.bodyLoc() == null ? null : content.body())
                .text("tag", message.collapseId())
                .close();
        Action action = content.action();
        if (action != null && WebLink.opens(action.link())) {
            json.open("fcm_options").text("link", action.link()).close();
        }
    }
}
