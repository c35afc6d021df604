package dev.opportune.gateway.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.opportune.gateway.json.WireTime;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Choice;
import java.io.IOException;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is said of a user. Device tokens are never said.
final class UserAnswers {

    private UserAnswers() {}

    static Reply user(String id, User user) {
        var profile = user.profile();
        return Reply.json(200, json -> {
            json.writeStringField("user", id);
            JsonOut.optional(json, "timezone", text(profile.timezone()));
            JsonOut.optional(json, "locale", profile.locale());
            JsonOut.optional(json, "quiet_hours", text(profile.quietHours()));
            if (profile.attributesJson() != null) {
                json.writeFieldName("attributes");
                json.writeRawValue(profile.attributesJson());
            }
            JsonOut.optional(json, "muted_until", profile.mutedUntil());
            json.writeArrayFieldStart("devices");
            for (var device : user.devices()) {
                json.writeStartObject();
                writeDevice(json, device);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static void writeDevice(JsonGenerator json, User.Device device) throws IOException {
        json.writeStringField("device_id", device.deviceId());
        json.writeStringField("app", device.app());
        json.writeStringField("permission", device.permission().name().toLowerCase(Locale.ROOT));
        json.writeStringField("registered_at", WireTime.text(device.registeredAt()));
        JsonOut.optional(json, "timezone", text(device.timezone()));
        var quarantine = device.quarantine();
        if (quarantine != null) {
            json.writeObjectFieldStart("quarantine");
            json.writeStringField("reason", quarantine.reason());
            json.writeStringField("at", WireTime.text(quarantine.at()));
            json.writeEndObject();
        }
    }

    /// The choices in the words of a request, and beside them who recorded each.
    static Reply preferences(User.Preferences preferences) {
        var promotional = preferences.promotional();
        var categories = new TreeMap<>(preferences.categories());
        return Reply.json(200, json -> {
            if (promotional != null) json.writeStringField("promotional", word(promotional));
            json.writeObjectFieldStart("categories");
            for (var category : categories.entrySet()) {
                json.writeStringField(category.getKey(), word(category.getValue()));
            }
            json.writeEndObject();
            json.writeObjectFieldStart("caps");
            for (var cap : new TreeMap<>(preferences.caps()).entrySet()) {
                json.writeNumberField(cap.getKey(), cap.getValue());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("recorded");
            if (promotional != null) writeRecord(json, "promotional", promotional);
            json.writeObjectFieldStart("categories");
            for (Map.Entry<String, Choice> category : categories.entrySet()) {
                writeRecord(json, category.getKey(), category.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private static void writeRecord(JsonGenerator json, String name, Choice choice) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("at", WireTime.text(choice.at()));
        json.writeStringField("caller", choice.caller());
        json.writeStringField("source", choice.source());
        json.writeEndObject();
    }

    private static String word(Choice choice) {
        return choice.granted() ? "granted" : "refused";
    }

    private static @Nullable String text(@Nullable ZoneId zone) {
        return zone == null ? null : zone.getId();
    }

    private static @Nullable String text(User.@Nullable QuietHours quietHours) {
        return switch (quietHours) {
            case null -> null;
            case User.QuietHours.None() -> "none";
            case User.QuietHours.Daily(var window) -> window.toString();
        };
    }
}
