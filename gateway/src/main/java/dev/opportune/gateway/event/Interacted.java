package dev.opportune.gateway.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.opportune.ratelimiter.event.Event;
import java.io.IOException;

/// Writes what events of interactions say.
final class Interacted {

    private static final int HOUR_MS = 3_600_000;

    private Interacted() {}

    static void write(JsonGenerator json, Event.SendMarked e) throws IOException {
        json.writeStringField("send_id", e.sendId());
        json.writeStringField("user", e.user());
        CloudEvents.optional(json, "platform", e.platform());
        write(json, e.touch());
    }

    static void write(JsonGenerator json, Event.Converted e) throws IOException {
        json.writeStringField("user", e.user());
        json.writeStringField("name", e.name());
        json.writeStringField("id", e.conversionId());
        CloudEvents.optional(json, "value", e.value());
        CloudEvents.optional(json, "currency", e.currency());
        json.writeStringField("attributed", e.attributed());
        json.writeStringField("send_digest", e.sendDigest());
        json.writeBooleanField("first", e.isFirst());
        write(json, e.touch());
    }

    static void write(JsonGenerator json, Event.RefusedAfter e) throws IOException {
        json.writeStringField("user", e.user());
        json.writeStringField("send_digest", e.sendDigest());
        write(json, e.touch());
    }

    private static void write(JsonGenerator json, Event.OfTouch touch) throws IOException {
        json.writeStringField("touched_at", CloudEvents.text(touch.second() * 1_000));
        json.writeStringField("at", CloudEvents.text((touch.second() + touch.afterSeconds()) * 1_000));
        json.writeNumberField("seconds", touch.afterSeconds());
        json.writeStringField("decided_hour", CloudEvents.text(touch.decidedHour() * HOUR_MS));
    }
}
