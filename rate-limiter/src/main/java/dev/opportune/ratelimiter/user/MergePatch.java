package dev.opportune.ratelimiter.user;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// Merges JSON objects by RFC 7396. Numbers stay as they were written, however large.
final class MergePatch {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /// Gives the text of the object that the patch makes of the target.
    ///
    /// @param target a JSON object as text; null stands for an empty one
    /// @param patch a JSON object as text
    static String apply(@Nullable String target, String patch) {
        var changed = target == null ? JsonNodeFactory.instance.objectNode() : object(target);
        merge(changed, object(patch));
        return changed.toString();
    }

    private static void merge(ObjectNode target, ObjectNode patch) {
        for (var member : patch.properties()) {
            var name = member.getKey();
            switch (member.getValue()) {
                case ObjectNode nested -> {
                    var below = target.get(name) instanceof ObjectNode object ? object : target.objectNode();
                    merge(below, nested);
                    target.set(name, below);
                }
                case JsonNode value when value.isNull() -> target.remove(name);
                case JsonNode value -> target.set(name, value);
            }
        }
    }

    private static ObjectNode object(String json) {
        try {
            if (JSON.readTree(json) instanceof ObjectNode object) return object;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("attributes: not JSON (expected: an object)", e);
        }
        throw new IllegalArgumentException("attributes: not an object (expected: an object)");
    }

    private MergePatch() {}
}
