package dev.opportune.simulator.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The fields of a JSON object that was sent: each is asked for by name and type, and one that was not is an error.
final class Fields {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode object;
    private final Set<String> asked = new HashSet<>();

    private Fields(JsonNode object) {
        this.object = object;
    }

    /// An empty body is an empty object.
    static Fields parse(byte[] body) throws BadRequest {
        if (body.length == 0) {
            return new Fields(JSON.createObjectNode());
        }
        try {
            JsonNode json = JSON.readTree(new String(body, StandardCharsets.UTF_8));
            if (!json.isObject()) {
                throw new BadRequest("body: " + json.getNodeType() + " (expected: a JSON object)");
            }
            return new Fields(json);
        } catch (JsonProcessingException e) {
            throw new BadRequest("body: " + e.getOriginalMessage() + " (expected: a JSON object)");
        }
    }

    String text(String name) throws BadRequest {
        String text = textOrNull(name);
        if (text == null) {
            throw new BadRequest(name + ": missing (expected: a string)");
        }
        return text;
    }

    @Nullable
    String textOrNull(String name) throws BadRequest {
        JsonNode value = field(name);
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new BadRequest(name + ": " + value + " (expected: a string)");
        }
        return value.asText();
    }

    int whole(String name, int absent) throws BadRequest {
        JsonNode value = field(name);
        if (value.isMissingNode()) {
            return absent;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new BadRequest(name + ": " + value + " (expected: a whole number)");
        }
        return value.asInt();
    }

    /// An ISO 8601 duration, such as `PT0.25S`.
    @Nullable
    Duration durationOrNull(String name) throws BadRequest {
        String text = textOrNull(name);
        try {
            return text == null ? null : Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new BadRequest(name + ": " + text + " (expected: an ISO 8601 duration, such as PT0.25S)");
        }
    }

    /// An RFC 3339 instant.
    @Nullable
    Instant instantOrNull(String name) throws BadRequest {
        String text = textOrNull(name);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new BadRequest(name + ": " + text + " (expected: an instant, such as 2026-11-22T12:00:00Z)");
        }
    }

    /// To be called when every known field was asked for.
    void requireNoOthers() throws BadRequest {
        for (var field : object.properties()) {
            if (!asked.contains(field.getKey())) {
                throw new BadRequest(field.getKey() + ": unknown (expected: " + asked + ")");
            }
        }
    }

    private JsonNode field(String name) {
        asked.add(name);
        return object.path(name);
    }
}
