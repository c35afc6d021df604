package dev.opportune.gateway.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;

/// Takes an object over whose members are the caller's own, whatever they are, and checks it on the way: no name
/// twice, no text that is not Unicode.
public final class JsonCopy {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Text TEXT = Text.prose();

    private final JsonIn in;
    private final JsonParser parser;
    private final JsonGenerator out;

    private JsonCopy(JsonIn in, JsonGenerator out) {
        this.in = in;
        this.parser = in.parser();
        this.out = out;
    }

    /// Gives the object at hand as text without white space, or null when a fault was noted.
    public static @Nullable String object(JsonIn in, int maxBytes) throws IOException {
        if (!in.expect(JsonToken.START_OBJECT, "an object")) return null;
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            new JsonCopy(in, out).value();
        }
        if (bytes.size() <= maxBytes) return bytes.toString(StandardCharsets.UTF_8);
        in.error("has " + bytes.size() + " bytes (expected: at most " + maxBytes + ")");
        return null;
    }

    private void value() throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> out.writeString(checked(parser.getText()));
            // As it was written: a float would lose digits.
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.writeNumber(parser.getText());
            case VALUE_TRUE -> out.writeBoolean(true);
            case VALUE_FALSE -> out.writeBoolean(false);
            case VALUE_NULL -> out.writeNull();
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("no value at hand: " + parser.currentToken());
        }
    }

    private void object() throws IOException {
        var names = new HashSet<String>();
        out.writeStartObject();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (!names.add(name)) in.error("given twice (expected: once)");
            out.writeFieldName(checked(name));
            parser.nextToken();
            value();
        }
        out.writeEndObject();
    }

    private void array() throws IOException {
        out.writeStartArray();
        while (parser.nextToken() != JsonToken.END_ARRAY) value();
        out.writeEndArray();
    }

    /// What is not Unicode cannot be written: its fault is noted, and the copy is not used.
    private String checked(String text) {
        String fault = TEXT.fault(text);
        if (fault == null) return text;
        in.error(fault);
        return "";
    }
}
