package dev.opportune.connectors.apns;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.opportune.connectors.PushContent;
import dev.opportune.connectors.PushContent.Action;
import dev.opportune.connectors.PushContent.Interruption;
import dev.opportune.connectors.PushContent.Ios;
import dev.opportune.connectors.PushMessage;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes what APNs carries: `aps` by Apple's "Generating a remote notification", our own `opportune`, and beside
/// them what the app itself reads: `image`, `link`, `label` and the caller's `data`. Where the caller's data has
/// a key of that name, the caller's value is written and ours is not.
final class ApnsPayload {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int USUAL_LENGTH = 512;

    private ApnsPayload() {}

    /// The payload's length as it travels.
    static int bytes(PushMessage message) {
        return write(message).getBytes(StandardCharsets.UTF_8).length;
    }

    /// Text rather than bytes, since Pushy encodes it; half a surrogate pair becomes `?` there instead of an error
    /// here.
    static String write(PushMessage message) {
        var text = new StringWriter(USUAL_LENGTH);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            writeAps(json, message.content());
            writeOpportune(json, message);
            writeCustom(json, message.content());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does no I/O", e);
        }
        return text.toString();
    }

    private static void writeAps(JsonGenerator json, PushContent content) throws IOException {
        Ios ios = content.ios();
        json.writeObjectFieldStart("aps");
        json.writeObjectFieldStart("alert");
        writeText(json, "title", content.title());
        writeText(json, "subtitle", ios == null ? null : ios.subtitle());
        writeText(json, "body", content.body());
        json.writeEndObject();
        writeText(json, "sound", content.sound());
        Integer badge = content.badge();
        if (badge != null) {
            json.writeNumberField("badge", badge);
        }
        if (ios != null) {
            writeIos(json, ios);
        }
        if (content.image() != null) {
            // The app's notification service extension fetches the image, and runs for mutable content alone.
            json.writeNumberField("mutable-content", 1);
        }
        json.writeEndObject();
    }

    private static void writeIos(JsonGenerator json, Ios ios) throws IOException {
        writeText(json, "thread-id", ios.threadId());
        writeText(json, "category", ios.category());
        Interruption interruption = ios.interruption();
        writeText(json, "interruption-level", interruption == null ? null : level(interruption));
        Double relevance = ios.relevance();
        if (relevance != null) {
            json.writeNumberField("relevance-score", relevance);
        }
    }

    private static String level(Interruption interruption) {
        return switch (interruption) {
            case PASSIVE -> "passive";
            case ACTIVE -> "active";
            case TIME_SENSITIVE -> "time-sensitive";
        };
    }

    private static void writeOpportune(JsonGenerator json, PushMessage message) throws IOException {
        json.writeObjectFieldStart("opportune");
        json.writeStringField("send_id", message.sendId());
        writeText(json, "ref", message.ref());
        json.writeEndObject();
    }

    private static void writeCustom(JsonGenerator json, PushContent content) throws IOException {
        Map<String, String> data = content.data();
        Action action = content.action();
        writeUnlessGiven(json, data, "image", content.image());
        if (action != null) {
            writeUnlessGiven(json, data, "link", action.link());
            writeUnlessGiven(json, data, "label", action.label());
        }
        for (Map.Entry<String, String> entry : data.entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
    }

    private static void writeUnlessGiven(
            JsonGenerator json, Map<String, String> data, String name, @Nullable String value) throws IOException {
        if (!data.containsKey(name)) {
            writeText(json, name, value);
        }
    }

    private static void writeText(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }
}
