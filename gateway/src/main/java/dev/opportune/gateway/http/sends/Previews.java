package dev.opportune.gateway.http.sends;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.opportune.connectors.PushContent;
import dev.opportune.gateway.http.JsonOut;
import dev.opportune.gateway.send.request.SendAnswer;
import java.io.IOException;

/// What a dry run tells of a template: its words for the user, and how large they are on each platform.
final class Previews {

    private Previews() {}

    static void write(JsonGenerator json, SendAnswer.Preview preview) throws IOException {
        var said = preview.said();
        json.writeObjectFieldStart("rendered");
        json.writeStringField("version", said.version());
        json.writeStringField("locale", said.locale());
        write(json, said.content());
        json.writeObjectFieldStart("bytes");
        for (var size : preview.bytes().entrySet()) {
            json.writeNumberField(SendAnswers.word(size.getKey()), size.getValue());
        }
        json.writeEndObject();
        json.writeBooleanField(
                "shortened",
                preview.bytes().entrySet().stream()
                        .anyMatch(it -> it.getValue() > it.getKey().maxPayloadBytes()));
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, PushContent.Notification content) throws IOException {
        json.writeObjectFieldStart("content");
        JsonOut.optional(json, "title", content.title());
        JsonOut.optional(json, "body", content.body());
        var action = content.action();
        if (action != null) {
            json.writeObjectFieldStart("action");
            JsonOut.optional(json, "label", action.label());
            json.writeStringField("link", action.link());
            json.writeEndObject();
        }
        JsonOut.optional(json, "image", content.image());
        var ios = content.ios();
        if (ios != null) JsonOut.optional(json, "subtitle", ios.subtitle());
        if (!content.data().isEmpty()) {
            json.writeObjectFieldStart("data");
            for (var entry : content.data().entrySet()) json.writeStringField(entry.getKey(), entry.getValue());
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
