package dev.opportune.connectors.apns;

import dev.opportune.connectors.PushContent;
import dev.opportune.connectors.PushContent.Action;
import dev.opportune.connectors.PushContent.Interruption;
import dev.opportune.connectors.PushContent.Ios;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Urgency;
import dev.opportune.connectors.wire.JsonBytes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes what APNs carries: `aps` by Apple's "Generating a remote notification", our own `opportune`, and beside
/// them what the app itself reads: `image`, `link`, `label` and the caller's `data`. Where the caller's data has
/// a key of that name, the caller's value is written and ours is not.
final class ApnsPayload {

    /// A thread has one buffer for all that it writes.
    private static final ThreadLocal<JsonBytes> BUFFER = ThreadLocal.withInitial(JsonBytes::new);

    private static final String ACTIVE = "active";
    private static final String TIME_SENSITIVE = "time-sensitive";

    private ApnsPayload() {}

    /// The payload's length as it travels.
    static int bytes(PushMessage message) {
        return written(message).length();
    }

    /// As text, since Pushy takes nothing else.
    static String write(PushMessage message) {
        return written(message).asText();
    }

    private static JsonBytes written(PushMessage message) {
        JsonBytes json = BUFFER.get().restart();
        writeAps(json, message.content(), message.urgency());
        json.open("opportune")
                .text("send_id", message.sendId())
                .text("ref", message.ref())
                .close();
        writeCustom(json, message.content());
        return json.close();
    }

    private static void writeAps(JsonBytes json, PushContent content, Urgency urgency) {
        Ios ios = content.ios();
        json.open("aps");
        json.open("alert")
                .text("title", content.title())
                .text("subtitle", ios == null ? null : ios.subtitle())
                .text("body", content.body())
                .close();
        json.text("sound", content.sound());
        Integer badge = content.badge();
        if (badge != null) json.number("badge", badge);
        if (ios != null) {
            json.text("thread-id", ios.threadId()).text("category", ios.category());
        }
        json.text("interruption-level", level(ios == null ? null : ios.interruption(), urgency));
        Double relevance = ios == null ? null : ios.relevance();
        if (relevance != null) json.decimal("relevance-score", relevance);
        if (content.image() != null) {
            // The app's notification service extension fetches the image, and runs for mutable content alone.
            json.number("mutable-content", 1);
        }
        json.close();
    }

    /// Time-sensitive only where the category asks for it; the content may make less of it, never more.
    private static @Nullable String level(@Nullable Interruption asked, Urgency urgency) {
        boolean timeSensitive = urgency == Urgency.TIME_SENSITIVE;
        if (asked == null) return timeSensitive ? TIME_SENSITIVE : null;
        return switch (asked) {
            case PASSIVE -> "passive";
            case ACTIVE -> ACTIVE;
            case TIME_SENSITIVE -> timeSensitive ? TIME_SENSITIVE : ACTIVE;
        };
    }

    private static void writeCustom(JsonBytes json, PushContent content) {
        Map<String, String> data = content.data();
        Action action = content.action();
        writeUnlessGiven(json, data, "image", content.image());
        if (action != null) {
            writeUnlessGiven(json, data, "link", action.link());
            writeUnlessGiven(json, data, "label", action.label());
        }
        for (Map.Entry<String, String> entry : data.entrySet()) json.text(entry.getKey(), entry.getValue());
    }

    private static void writeUnlessGiven(
            JsonBytes json, Map<String, String> data, String name, @Nullable String value) {
        if (!data.containsKey(name)) json.text(name, value);
    }
}
