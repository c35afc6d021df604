package dev.opportune.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.opportune.gateway.json.WireTime;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers as JSON.
public final class JsonOut {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int USUAL_BYTES = 256;

    private JsonOut() {}

    /// An object of these members, in UTF-8.
    static Buffer object(JsonFields fields) {
        var bytes = Buffer.buffer(USUAL_BYTES);
        try (JsonGenerator json = JSON.createGenerator(new Bytes(bytes))) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("an array of bytes cannot fail to be written", e);
        }
        return bytes;
    }

    /// Takes what a generator writes in one piece at its end, unless there is much of it.
    private static final class Bytes extends OutputStream {

        private final Buffer to;

        Bytes(Buffer to) {
            this.to = to;
        }

        @Override
        public void write(int octet) {
            to.appendByte((byte) octet);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            to.appendBytes(bytes, from, length);
        }
    }

    /// Writes a text, a whole number, a yes or no, an instant, or a map or list of such.
    public static void value(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case Boolean yes -> json.writeBoolean(yes);
            case Number number -> json.writeNumber(number.longValue());
            case Instant instant -> json.writeString(WireTime.text(instant));
            case Map<?, ?> members -> {
                json.writeStartObject();
                for (var member : members.entrySet()) {
                    json.writeFieldName(String.valueOf(member.getKey()));
                    value(json, member.getValue());
                }
                json.writeEndObject();
            }
            case List<?> values -> {
                json.writeStartArray();
                for (var it : values) value(json, it);
                json.writeEndArray();
            }
            default -> json.writeString(value.toString());
        }
    }

    /// Writes a member, unless there is nothing to write.
    public static void optional(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) json.writeStringField(name, value);
    }

    /// Writes a member, unless there is nothing to write.
    public static void optional(JsonGenerator json, String name, @Nullable Instant value) throws IOException {
        if (value != null) json.writeStringField(name, WireTime.text(value));
    }
}
