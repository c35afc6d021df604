package dev.opportune.gateway.words;

import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The template that a request names in the place of content.
///
/// @param version null: the newest
/// @param paramsJson without white space
/// @param params the same, as [dev.opportune.gateway.json.JsonValues] has it
public record TemplateWish(String id, @Nullable String version, Buffer paramsJson, Map<String, Object> params) {

    /// Without the params, since a log may print it.
    @Override
    public String toString() {
        return "TemplateWish[" + id + " " + version + "]";
    }
}
