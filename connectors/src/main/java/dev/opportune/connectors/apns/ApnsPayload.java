package dev.opportune.connectors.apns;

import dev.opportune.connectors.PushContent;
import dev.opportune.connectors.PushContent.Action;
import dev.opportune.connectors.PushContent.Background;
import dev.opportune.connectors.PushContent.Notification;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.aps.Aps;
import dev.opportune.connectors.wire.JsonBytes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes what APNs carries: `aps`, our own `opportune`, and beside them what the app itself reads: `image`, `link`,
/// `label` and the caller's `data`. Where the caller's data has a key of that name, the caller's value is written and
/// ours is not.
final class ApnsPayload {

    /// A thread has one buffer for all that it writes.
    private static final ThreadLocal<JsonBytes> BUFFER = ThreadLocal.withInitial(JsonBytes::new);

    private ApnsPayload() {}

    /// The payload's length as it travels.
    ///
    /// @param measured [ApnsSettings#measureReceived]
    static int bytes(PushMessage message, boolean measured) {
        return written(message, measured).length();
    }

    /// As text, since Pushy takes nothing else.
    ///
    /// @param measured [ApnsSettings#measureReceived]
    static String write(PushMessage message, boolean measured) {
        return written(message, measured).asText();
    }

    private static JsonBytes written(PushMessage message, boolean measured) {
        JsonBytes json = BUFFER.get().restart();
        PushContent content = message.content();
        switch (content) {
            case Notification shown ->
                Aps.writeWhole(json, shown, message.urgency(), measured && message.proof() != null);
            case Background _ -> Aps.writeBackground(json);
        }
        json.open("opportune")
                .text("send_id", message.sendId())
                .text("ref", message.ref())
                .text("proof", message.proof())
                .close();
        Map<String, String> data = content.data();
        if (content instanceof Notification shown) writeOurs(json, shown, data);
        for (Map.Entry<String, String> entry : data.entrySet()) json.text(entry.getKey(), entry.getValue());
        return json.close();
    }

    private static void writeOurs(JsonBytes json, Notification content, Map<String, String> data) {
        Action action = content.action();
        writeUnlessGiven(json, data, "image", content.image());
        if (action != null) {
            writeUnlessGiven(json, data, "link", action.link());
            writeUnlessGiven(json, data, "label", action.label());
        }
    }

    private static void writeUnlessGiven(
            JsonBytes json, Map<String, String> data, String name, @Nullable String value) {
        if (!data.containsKey(name)) json.text(name, value);
    }
}
