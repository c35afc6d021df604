package dev.opportune.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.opportune.gateway.json.WireTime;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What writes the members of an answer's object.
@FunctionalInterface
interface JsonFields {

    void write(JsonGenerator json) throws IOException;

    /// The members of this one, then those of the next.
    default JsonFields and(JsonFields next) {
        return json -> {
            write(json);
            next.write(json);
        };
    }

    /// The whole object, in UTF-8.
    default Buffer toBuffer() {
        var bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = Holder.JSON.createGenerator(bytes)) {
            json.writeStartObject();
            write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("an array of bytes cannot fail to be written", e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    /// Writes a member, unless there is nothing to write.
    static void optional(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) json.writeStringField(name, value);
    }

    /// Writes a member, unless there is nothing to write.
    static void optional(JsonGenerator json, String name, @Nullable Instant value) throws IOException {
        if (value != null) json.writeStringField(name, WireTime.text(value));
    }

    /// Keeps the factory out of the interface's own members.
    final class Holder {
        private static final JsonFactory JSON = new JsonFactory();

        private Holder() {}
    }
}
