package dev.opportune.gateway.http.users;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.opportune.gateway.http.JsonOut;
import dev.opportune.gateway.http.Problem;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.json.FieldError;
import dev.opportune.gateway.json.WireTime;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Choice;
import dev.opportune.ratelimiter.user.PreferenceChange;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is said of a user. Device tokens are said in an export alone.
final class UserAnswers {

    private UserAnswers() {}

    static Reply user(String id, User user) {
        return Reply.json(200, json -> {
            writeProfile(json, id, user.profile());
            json.writeArrayFieldStart("devices");
            for (var device : user.devices()) {
                json.writeStartObject();
                writeDevice(json, device);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static void writeProfile(JsonGenerator json, String id, User.Profile profile) throws IOException {
        json.writeStringField("user", id);
        JsonOut.optional(json, "timezone", text(profile.timezone()));
        JsonOut.optional(json, "locale", profile.locale());
        JsonOut.optional(json, "quiet_hours", text(profile.quietHours()));
        if (profile.attributesJson() != null) {
            json.writeFieldName("attributes");
            json.writeRawValue(profile.attributesJson());
        }
        JsonOut.optional(json, "muted_until", profile.mutedUntil());
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

    /// What was said wrongly and left out; nothing when there is nothing.
    static void writeIgnored(JsonGenerator json, List<FieldError> ignored) throws IOException {
        if (!ignored.isEmpty()) Problem.writeErrors(json, "ignored", ignored);
    }

    static Reply preferences(User.Preferences preferences, Policy rules) {
        return Reply.json(200, json -> {
            writePreferences(json, preferences);
            writeWithoutEffect(json, preferences, rules);
        });
    }

    static Reply preferences(User.Preferences preferences, Policy rules, List<PreferenceChange> history) {
        return Reply.json(200, json -> {
            writePreferences(json, preferences);
            writeWithoutEffect(json, preferences, rules);
            writeHistory(json, history);
        });
    }

    /// The choices in the words of a request, and beside them who recorded each.
    static void writePreferences(JsonGenerator json, User.Preferences preferences) throws IOException {
        var promotional = preferences.promotional();
        var measurement = preferences.measurement();
        var categories = new TreeMap<>(preferences.categories());
        if (measurement != null) json.writeStringField("measurement", word(measurement.granted()));
        if (promotional != null) json.writeStringField("promotional", word(promotional.granted()));
        json.writeObjectFieldStart("categories");
        for (var category : categories.entrySet()) {
            json.writeStringField(category.getKey(), word(category.getValue().granted()));
        }
        json.writeEndObject();
        json.writeObjectFieldStart("caps");
        for (var cap : new TreeMap<>(preferences.caps()).entrySet()) {
            json.writeNumberField(cap.getKey(), cap.getValue());
        }
        json.writeEndObject();
        json.writeObjectFieldStart("recorded");
        if (measurement != null) writeRecord(json, "measurement", measurement);
        if (promotional != null) writeRecord(json, "promotional", promotional);
        json.writeObjectFieldStart("categories");
        for (Map.Entry<String, Choice> category : categories.entrySet()) {
            writeRecord(json, category.getKey(), category.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /// The categories whose choice nothing looks at; nothing when there are none.
    private static void writeWithoutEffect(JsonGenerator json, User.Preferences preferences, Policy rules)
            throws IOException {
        var ignored = new TreeMap<>(preferences.categories())
                .keySet().stream().filter(name -> isNeverAsked(name, rules)).toList();
        if (ignored.isEmpty()) return;
        json.writeArrayFieldStart("without_effect");
        for (var name : ignored) json.writeString(name);
        json.writeEndArray();
    }

    private static boolean isNeverAsked(String category, Policy rules) {
        var known = rules.categories().get(category);
        return known != null && known.consent() == Policy.ConsentRule.NONE;
    }

    /// What was changed and when, the oldest first.
    static void writeHistory(JsonGenerator json, List<PreferenceChange> history) throws IOException {
        json.writeArrayFieldStart("history");
        for (var change : history) {
            json.writeStartObject();
            json.writeStringField("at", WireTime.text(change.at()));
            switch (change.of()) {
                case PreferenceChange.Of.Promotional(Boolean granted) -> {
                    json.writeStringField("what", "promotional");
                    json.writeStringField("choice", word(granted));
                }
                case PreferenceChange.Of.Category(String name, Boolean granted) -> {
                    json.writeStringField("what", "category");
                    json.writeStringField("name", name);
                    json.writeStringField("choice", word(granted));
                }
                case PreferenceChange.Of.Measurement(Boolean granted) -> {
                    json.writeStringField("what", "measurement");
                    json.writeStringField("choice", word(granted));
                }
                case PreferenceChange.Of.Cap(String name, Integer limit) -> {
                    json.writeStringField("what", "cap");
                    json.writeStringField("name", name);
                    json.writeStringField("choice", limit == null ? "forgotten" : "limited");
                    if (limit != null) json.writeNumberField("limit", limit);
                }
            }
            json.writeStringField("caller", change.caller());
            json.writeStringField("source", change.source());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeRecord(JsonGenerator json, String name, Choice choice) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("at", WireTime.text(choice.at()));
        json.writeStringField("caller", choice.caller());
        json.writeStringField("source", choice.source());
        json.writeEndObject();
    }

    private static String word(@Nullable Boolean granted) {
        if (granted == null) return "forgotten";
        return granted ? "granted" : "refused";
    }

    static @Nullable String text(@Nullable ZoneId zone) {
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
