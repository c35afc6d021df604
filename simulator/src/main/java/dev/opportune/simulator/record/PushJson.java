package dev.opportune.simulator.record;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A push as one line of JSON, and back.
///
/// `payload` is the JSON object that was sent, without its white space, or a string of the body's text when it was
/// none: the record shows what was sent and does not repair it.
final class PushJson {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String PAYLOAD_MARK = "},\"payload\":";

    private PushJson() {}

    static byte[] line(Push push) {
        var line = new ByteArrayOutputStream(1_024);
        // Before the line's own generator is opened: Jackson keeps one set of buffers for a thread.
        ByteArrayOutputStream payload = compactObject(push.payload());
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeNumberField("sequence", push.sequence());
            json.writeNumberField("at_ms", push.at().toEpochMilli());
            json.writeStringField("provider", push.provider().wireName());
            json.writeNumberField("connection", push.connection());
            json.writeNumberField("stream", push.stream());
            json.writeStringField("device_token", wellFormed(push.deviceToken()));
            json.writeNumberField("status", push.status());
            json.writeStringField("reason", push.reason());
            json.writeStringField("provider_id", push.providerId());
            json.writeObjectFieldStart("headers");
            for (Map.Entry<String, String> header : push.headers().entrySet()) {
                json.writeStringField(header.getKey(), header.getValue());
            }
            json.writeEndObject();
            json.writeFieldName("payload");
            if (payload == null) {
                json.writeString(push.payload());
            } else {
                json.writeRawValue("");
                json.flush();
                payload.writeTo(line);
            }
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("a push cannot be written as JSON", e);
        }
        return line.toByteArray();
    }

    static Push push(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            Map<String, String> headers = new LinkedHashMap<>();
            json.path("headers")
                    .properties()
                    .forEach(header ->
                            headers.put(header.getKey(), header.getValue().asText()));
            return new Push(
                    json.path("sequence").asLong(),
                    Instant.ofEpochMilli(json.path("at_ms").asLong()),
                    Provider.ofWireName(json.path("provider").asText()),
                    json.path("connection").asLong(),
                    json.path("stream").asInt(),
                    headers,
                    payload(line, json.path("payload")),
                    json.path("device_token").asText(),
                    json.path("status").asInt(),
                    textOrNull(json.path("reason")),
                    json.path("provider_id").asText());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("the record holds a line that is not a push", e);
        }
    }

    /// The id that the gateway puts into what it sends: APNs' `opportune.send_id`; in FCM `data.opportune` is a
    /// string of JSON that holds it. Null when there is none.
    static @Nullable String sendId(Push push) {
        try {
            JsonNode payload = JSON.readTree(push.payload());
            JsonNode opportune = switch (push.provider()) {
                case APNS -> payload.path("opportune");
                case FCM -> JSON.readTree(payload.at("/message/data/opportune").asText("{}"));
            };
            return opportune instanceof ObjectNode object ? textOrNull(object.path("send_id")) : null;
        } catch (JsonProcessingException e) {
            return null; // what was sent is not JSON: it carries no send id
        }
    }

    /// The payload without its white space, or null when it is no object. Copies token by token, so that duplicate
    /// names and numbers of any size stay as they were sent. Half a surrogate pair, which JSON can escape and UTF-8
    /// cannot hold, makes it text.
    private static @Nullable ByteArrayOutputStream compactObject(String payload) {
        var compact = new ByteArrayOutputStream(payload.length());
        try (JsonParser in = JSON.createParser(payload);
                JsonGenerator out = JSON.createGenerator(compact)) {
            if (in.nextToken() != JsonToken.START_OBJECT) return null;
            out.copyCurrentStructureExact(in);
            if (in.nextToken() != null) return null;
        } catch (JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return compact;
    }

    /// A device token is the client's: it may hold what UTF-8 cannot.
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /// A payload that was an object is cut out of the line, where it is the last field: a tree would not keep duplicate
    /// names. No text before it can hold the mark, since JSON escapes the quotes in texts.
    private static String payload(String line, JsonNode payload) {
        return payload.isTextual()
                ? payload.asText()
                : line.substring(line.indexOf(PAYLOAD_MARK) + PAYLOAD_MARK.length(), line.length() - 1);
    }

    private static @Nullable String textOrNull(JsonNode node) {
        return node.isTextual() ? node.asText() : null;
    }
}
