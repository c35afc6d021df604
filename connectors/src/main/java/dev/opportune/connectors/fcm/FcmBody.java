package dev.opportune.connectors.fcm;

import dev.opportune.connectors.PushContent;
import dev.opportune.connectors.PushContent.Action;
import dev.opportune.connectors.PushContent.Android;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Urgency;
import dev.opportune.connectors.wire.JsonBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the body of `messages:send`: one `Message` by the reference of the FCM HTTP v1 API. Its `data` holds
/// strings alone, so `opportune` is a string of JSON there. Where the caller's data has a key named `link` or
/// `label`, the caller's value is written and ours is not.
final class FcmBody {

    /// "Duration in seconds", at most four weeks (AndroidConfig.ttl).
    private static final long MAX_TTL_SECONDS = Duration.ofDays(28).toSeconds();

    /// A thread has one buffer for all that it writes.
    private static final ThreadLocal<JsonBytes> BUFFER = ThreadLocal.withInitial(JsonBytes::new);

    private FcmBody() {}

    /// The body, with what is left of the moment at that instant.
    static byte[] write(PushMessage message, Instant now) {
        return written(message, message.address(), now).copy();
    }

    /// The length of the body without its device token.
    static int lengthBesideAddress(PushMessage message, Instant now) {
        return written(message, "", now).length();
    }

    private static JsonBytes written(PushMessage message, String address, Instant now) {
        JsonBytes json = BUFFER.get().restart().open("message").text("token", address);
        writeNotification(json, message.content());
        writeData(json, message);
        writeAndroid(json, message, now);
        return json.close().close();
    }

    private static void writeNotification(JsonBytes json, PushContent content) {
        json.open("notification")
                .text("title", content.title())
                .text("body", content.body())
                .text("image", content.image())
                .close();
    }

    private static void writeData(JsonBytes json, PushMessage message) {
        Map<String, String> data = message.content().data();
        Action action = message.content().action();
        json.open("data")
                .openQuoted("opportune")
                .text("send_id", message.sendId())
                .text("ref", message.ref())
                .closeQuoted();
        if (action != null) {
            writeUnlessGiven(json, data, "link", action.link());
            writeUnlessGiven(json, data, "label", action.label());
        }
        for (Map.Entry<String, String> entry : data.entrySet()) json.text(entry.getKey(), entry.getValue());
        json.close();
    }

    private static void writeAndroid(JsonBytes json, PushMessage message, Instant now) {
        json.open("android")
                .text("priority", priority(message.urgency()))
                .seconds("ttl", message.nowOrNever() ? 0 : ttlSeconds(message.deadline(), now))
                // At most four collapse keys are active on a device, so only the caller may spend one; the tag has
                // no such limit.
                .text("collapse_key", message.collapseKey());
        writeAndroidNotification(json, message);
        json.close();
    }

    private static String priority(Urgency urgency) {
        return switch (urgency) {
            case NORMAL -> "NORMAL";
            case HIGH, TIME_SENSITIVE -> "HIGH";
        };
    }

    private static void writeAndroidNotification(JsonBytes json, PushMessage message) {
        PushContent content = message.content();
        Android android = content.android();
        json.open("notification")
                .text("tag", message.collapseId())
                .text("channel_id", android == null ? null : android.channel())
                .text("color", android == null ? null : android.color())
                .text("sound", content.sound());
        Integer badge = content.badge();
        if (badge != null) json.number("notification_count", badge);
        json.close();
    }

    /// What is left of the moment, in whole seconds, so that FCM keeps the message no longer than it is worth
    /// showing.
    static long ttlSeconds(Instant deadline, Instant now) {
        return Math.clamp(Duration.between(now, deadline).toSeconds(), 0, MAX_TTL_SECONDS);
    }

    private static void writeUnlessGiven(
            JsonBytes json, Map<String, String> data, String name, @Nullable String value) {
        if (!data.containsKey(name)) json.text(name, value);
    }
}
