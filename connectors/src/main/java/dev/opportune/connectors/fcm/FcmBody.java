package dev.opportune.connectors.fcm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.opportune.connectors.PushContent;
import dev.opportune.connectors.PushContent.Action;
import dev.opportune.connectors.PushContent.Android;
import dev.opportune.connectors.PushMessage;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

    private static final JsonFactory JSON = new JsonFactory();
    private static final int USUAL_LENGTH = 768;

    private FcmBody() {}

    static byte[] write(PushMessage message, Instant now) {
        // By way of text: half a surrogate pair in a caller's string becomes `?` instead of an error.
        var text = new StringWriter(USUAL_LENGTH);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeObjectFieldStart("message");
            json.writeStringField("token", message.address());
            writeNotification(json, message.content());
            writeData(json, message);
            writeAndroid(json, message, now);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does no I/O", e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void writeNotification(JsonGenerator json, PushContent content) throws IOException {
        json.writeObjectFieldStart("notification");
        writeText(json, "title", content.title());
        writeText(json, "body", content.body());
        writeText(json, "image", content.image());
        json.writeEndObject();
    }

    private static void writeData(JsonGenerator json, PushMessage message) throws IOException {
        Map<String, String> data = message.content().data();
        Action action = message.content().action();
        json.writeObjectFieldStart("data");
        json.writeStringField("opportune", opportune(message));
        if (action != null) {
            writeUnlessGiven(json, data, "link", action.link());
            writeUnlessGiven(json, data, "label", action.label());
        }
        for (Map.Entry<String, String> entry : data.entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    private static String opportune(PushMessage message) throws IOException {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("send_id", message.sendId());
            writeText(json, "ref", message.ref());
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void writeAndroid(JsonGenerator json, PushMessage message, Instant now) throws IOException {
        json.writeObjectFieldStart("android");
        json.writeStringField("priority", "HIGH");
        json.writeStringField("ttl", ttlSeconds(message.deadline(), now) + "s");
        // At most four collapse keys are active on a device, so only the caller may spend one; the tag has no such
        // limit.
        writeText(json, "collapse_key", message.collapseKey());
        writeAndroidNotification(json, message);
        json.writeEndObject();
    }

    private static void writeAndroidNotification(JsonGenerator json, PushMessage message) throws IOException {
        PushContent content = message.content();
        Android android = content.android();
        json.writeObjectFieldStart("notification");
        json.writeStringField("tag", message.collapseId());
        writeText(json, "channel_id", android == null ? null : android.channel());
        writeText(json, "color", android == null ? null : android.color());
        writeText(json, "sound", content.sound());
        Integer badge = content.badge();
        if (badge != null) {
            json.writeNumberField("notification_count", badge);
        }
        json.writeEndObject();
    }

    /// What is left of the moment, in whole seconds, so that FCM keeps the message no longer than it is worth
    /// showing.
    static long ttlSeconds(Instant deadline, Instant now) {
        return Math.clamp(Duration.between(now, deadline).toSeconds(), 0, MAX_TTL_SECONDS);
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
