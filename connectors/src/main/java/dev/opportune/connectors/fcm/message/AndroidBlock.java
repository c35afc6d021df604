package dev.opportune.connectors.fcm.message;

import dev.opportune.connectors.PushContent.Android;
import dev.opportune.connectors.PushContent.Localized;
import dev.opportune.connectors.PushContent.Notification;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Urgency;
import dev.opportune.connectors.wire.JsonBytes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// `AndroidConfig`, and `AndroidNotification` for what is shown.
final class AndroidBlock {

    private AndroidBlock() {}

    static void write(JsonBytes json, PushMessage message, Instant now) {
        json.open("android")
                .text("priority", priority(message.urgency()))
                .seconds("ttl", Expiry.ttlSeconds(message, now))
                // At most four collapse keys are active on a device, so only the caller may spend one; the tag has
                // no such limit.
                .text("collapse_key", message.collapseKey());
        if (message.content() instanceof Notification shown) writeNotification(json, message, shown);
        json.close();
    }

    private static String priority(Urgency urgency) {
        return switch (urgency) {
            case NORMAL -> "NORMAL";
            case HIGH, TIME_SENSITIVE -> "HIGH";
        };
    }

    private static void writeNotification(JsonBytes json, PushMessage message, Notification content) {
        Android android = content.android();
        json.open("notification")
                .text("tag", message.collapseId())
                .text("channel_id", android == null ? null : android.channel())
                .text("color", android == null ? null : android.color())
                .text("sound", android == null || android.sound() == null ? content.sound() : android.sound());
        Integer badge = content.badge();
        if (badge != null) json.number("notification_count", badge);
        writeLocalized(json, "title_loc_key", "title_loc_args", content.titleLoc());
        writeLocalized(json, "body_loc_key", "body_loc_args", content.bodyLoc());
        json.close();
    }

    private static void writeLocalized(JsonBytes json, String key, String args, @Nullable Localized text) {
        if (text != null) json.text(key, text.key()).texts(args, text.args());
    }
}
