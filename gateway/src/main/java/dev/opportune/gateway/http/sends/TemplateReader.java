package dev.opportune.gateway.http.sends;

import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.json.JsonCopy;
import dev.opportune.gateway.json.JsonIn;
import dev.opportune.gateway.json.JsonValues;
import dev.opportune.gateway.json.Shape;
import dev.opportune.gateway.words.TemplateWish;
import dev.opportune.templates.Template;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads `template`: which one, and what it is given. Whether there is one, and takes this, is seen at the door.
final class TemplateReader {

    private static final Shape TEMPLATE = Shape.of("id", "version", "params");
    static final String NO_PARAMS = "{}";

    private TemplateReader() {}

    static @Nullable TemplateWish read(JsonIn in) throws IOException {
        if (!in.beginObject()) return null;
        String id = null;
        String version = null;
        String params = NO_PARAMS;
        for (String name = in.nextMember(TEMPLATE); name != null; name = in.nextMember(TEMPLATE)) {
            switch (name) {
                case "id" -> id = in.string(Limits.NAME);
                case "version" -> version = in.string(Limits.NAME);
                case "params" -> params = params(in);
            }
        }
        in.require(TEMPLATE, "id");
        if (id == null || params == null) return null;
        return wish(id, version, params);
    }

    /// The object at hand, without white space; null when a fault was noted.
    static @Nullable String params(JsonIn in) throws IOException {
        return JsonCopy.object(in, Template.MOST_PARAMS_BYTES);
    }

    static TemplateWish wish(String id, @Nullable String version, String params) {
        return new TemplateWish(id, version, Buffer.buffer(params), values(params));
    }

    private static Map<String, Object> values(String params) {
        return params.equals(NO_PARAMS) ? Map.of() : JsonValues.of(params);
    }
}
