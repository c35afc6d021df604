package dev.opportune.simulator.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The fields of a verb, as JSON or YAML has them: each is asked for by name and type;
/// one that was not is an error.
public final class Fields {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Map<String, JsonNode> values;
    private final Set<String> asked = new LinkedHashSet<>();

    private Fields(Map<String, JsonNode> values) {
        this.values = values;
    }

    static Fields of(Map<String, JsonNode> values) {
        return new Fields(values);
    }

    /// The fields of a JSON object; an empty body is an empty object.
    public static Fields parse(byte[] body) throws BadField {
        Map<String, JsonNode> values = new HashMap<>();
        if (body.length == 0) return new Fields(values);
        try {
            JsonNode json = JSON.readTree(new String(body, StandardCharsets.UTF_8));
            if (!json.isObject()) throw new BadField("body", json.getNodeType() + " (expected: a JSON object)");
            json.properties().forEach(field -> values.put(field.getKey(), field.getValue()));
            return new Fields(values);
        } catch (JsonProcessingException e) {
            throw new BadField("body", e.getOriginalMessage() + " (expected: a JSON object)");
        }
    }

    /// The same with one text field more, which must not be there yet.
    public Fields with(String name, String text) throws BadField {
        if (values.putIfAbsent(name, TextNode.valueOf(text)) != null) {
            throw new BadField(name, "given twice (expected: in the path alone)");
        }
        return this;
    }

    String text(String name) throws BadField {
        return present(name, textOrNull(name), "a string");
    }

    @Nullable
    String textOrNull(String name) throws BadField {
        return textOrNull(name, "a string");
    }

    /// A whole number of at least so much.
    int whole(String name, int least) throws BadField {
        return present(name, wholeOrNull(name, least), "a whole number");
    }

    int whole(String name, int least, int absent) throws BadField {
        Integer value = wholeOrNull(name, least);
        return value == null ? absent : value;
    }

    @Nullable
    Integer wholeOrNull(String name, int least) throws BadField {
        JsonNode value = field(name);
        if (value.isMissingNode()) return null;
        if (!value.isIntegralNumber() || !value.canConvertToInt()) throw unexpected(name, value, "a whole number");
        if (value.asInt() < least) throw unexpected(name, value, ">= " + least);
        return value.asInt();
    }

    double number(String name) throws BadField {
        JsonNode value = field(name);
        if (!value.isNumber()) throw unexpected(name, value, "a number");
        return value.asDouble();
    }

    /// An ISO 8601 duration from the shortest to the longest.
    Duration duration(String name, Duration shortest, Duration longest) throws BadField {
        Duration duration = present(name, durationOrNull(name), "an ISO 8601 duration");
        if (duration.compareTo(shortest) < 0 || duration.compareTo(longest) > 0) {
            throw new BadField(name, duration + " (expected: " + shortest + " to " + longest + ")");
        }
        return duration;
    }

    @Nullable
    Duration durationOrNull(String name) throws BadField {
        String expected = "an ISO 8601 duration, such as PT0.25S";
        String text = textOrNull(name, expected);
        try {
            return text == null ? null : Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new BadField(name, text + " (expected: " + expected + ")");
        }
    }

    /// An RFC 3339 instant.
    @Nullable
    Instant instantOrNull(String name) throws BadField {
        String expected = "an instant, such as 2026-11-22T12:00:00Z";
        String text = textOrNull(name, expected);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new BadField(name, text + " (expected: " + expected + ")");
        }
    }

    /// To be called when every known field was asked for.
    void requireNoOthers() throws BadField {
        for (String name : values.keySet()) {
            if (!asked.contains(name)) {
                throw new BadField(name, "unknown (expected: " + (asked.isEmpty() ? "no field" : asked) + ")");
            }
        }
    }

    private @Nullable String textOrNull(String name, String expected) throws BadField {
        JsonNode value = field(name);
        if (value.isMissingNode()) return null;
        if (!value.isTextual()) throw unexpected(name, value, expected);
        return value.asText();
    }

    private JsonNode field(String name) {
        asked.add(name);
        JsonNode value = values.get(name);
        return value == null ? MissingNode.getInstance() : value;
    }

    private static <T> T present(String name, @Nullable T value, String expected) throws BadField {
        if (value == null) throw new BadField(name, "missing (expected: " + expected + ")");
        return value;
    }

    private static BadField unexpected(String name, JsonNode value, String expected) {
        return new BadField(name, (value.isMissingNode() ? "missing" : value) + " (expected: " + expected + ")");
    }
}
