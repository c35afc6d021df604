package dev.opportune.gateway.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.opportune.gateway.json.WireTime;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.device.DeviceNews;
import dev.opportune.ratelimiter.event.Event;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Events as CloudEvents 1.0 in JSON. A lost device's token is said here and nowhere else: who gave it in a request
/// knows it by nothing else.
public final class CloudEvents {

    private final String source;

    /// @param prefix of the keys in Redis
    public CloudEvents(String prefix) {
        String name = prefix.endsWith(":") ? prefix.substring(0, prefix.length() - 1) : prefix;
        this.source = name.isEmpty() ? "/opportune" : "/opportune/" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    /// Writes one.
    public void write(JsonGenerator json, Event event) throws IOException {
        json.writeStartObject();
        json.writeStringField("specversion", "1.0");
        json.writeStringField("id", event.id());
        json.writeStringField("source", source);
        json.writeStringField("type", type(event));
        json.writeStringField(
                "subject",
                switch (event) {
                    case Event.SendSettled e -> e.sendId();
                    case Event.DeviceLost e -> e.user();
                    case Event.SendMarked e -> e.sendId();
                    case Event.Converted e -> e.user();
                    case Event.RefusedAfter e -> e.user();
                });
        json.writeStringField("time", text(event.atMillis()));
        json.writeStringField("datacontenttype", "application/json");
        json.writeObjectFieldStart("data");
        switch (event) {
            case Event.SendSettled e -> writeData(json, e);
            case Event.DeviceLost e -> writeData(json, e);
            case Event.SendMarked e -> Interacted.write(json, e);
            case Event.Converted e -> Interacted.write(json, e);
            case Event.RefusedAfter e -> Interacted.write(json, e);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /// What an event is called.
    public static String type(Event event) {
        return switch (event) {
            case Event.SendSettled _ -> "opportune.send.settled";
            case Event.DeviceLost e when e.kind() == DeviceNews.Kind.QUARANTINED -> "opportune.device.quarantined";
            case Event.DeviceLost _ -> "opportune.device.invalidated";
            case Event.SendMarked e -> "opportune.send." + e.type();
            case Event.Converted _ -> "opportune.user.converted";
            case Event.RefusedAfter _ -> "opportune.user.refused";
        };
    }

    private static void writeData(JsonGenerator json, Event.SendSettled e) throws IOException {
        json.writeStringField("send_id", e.sendId());
        var about = e.about();
        json.writeStringField("user", about.user());
        json.writeStringField("category", about.category());
        optional(json, "campaign", about.campaign());
        optional(json, "ref", about.ref());
        json.writeStringField("state", e.state().word());
        optional(json, "reason", e.reason());
        json.writeStringField("at", text(e.atMillis()));
        json.writeStringField("policy_version", about.policyVersion());
        optional(json, "experiment", about.experiment());
        optional(json, "arm", about.arm());
        json.writeNumberField("device_count", e.deviceCount());
        json.writeObjectFieldStart("outcomes");
        write(json, e.outcomes());
        json.writeEndObject();
        var counted = e.counted();
        if (counted != null) write(json, counted);
    }

    private static void write(JsonGenerator json, Event.Counted counted) throws IOException {
        json.writeObjectFieldStart("counted");
        json.writeStringField("decided_at", text(counted.decidedSecond() * 1_000));
        json.writeStringField("decision", counted.deferred() ? "deferred" : "admitted");
        json.writeBooleanField("in_time", counted.inTime());
        json.writeObjectFieldStart("outcomes_by_app");
        for (var app : counted.ofApps().entrySet()) {
            json.writeObjectFieldStart(app.getKey());
            write(json, app.getValue());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Map<Outcome, Integer> outcomes) throws IOException {
        for (var outcome : outcomes.entrySet()) {
            json.writeNumberField(outcome.getKey().word(), outcome.getValue());
        }
    }

    private static void writeData(JsonGenerator json, Event.DeviceLost e) throws IOException {
        json.writeStringField("user", e.user());
        json.writeStringField("app", e.app());
        optional(json, "device_id", e.deviceId());
        json.writeStringField("device_token", e.deviceToken());
        json.writeStringField("reason", e.reason());
        json.writeStringField("since", text(e.sinceMillis()));
    }

    /// Writes a member, unless there is nothing to write.
    static void optional(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) json.writeStringField(name, value);
    }

    static String text(long millis) {
        return WireTime.text(Instant.ofEpochMilli(millis));
    }
}
