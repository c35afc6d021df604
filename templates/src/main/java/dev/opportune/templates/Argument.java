package dev.opportune.templates;

import dev.opportune.templates.message.Kind;
import dev.opportune.templates.message.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a template's messages may name, and where it comes from.
///
/// @param or what stands in when it is missing, by the template's locales; empty when it is required
public record Argument(String name, Source source, Kind kind, Map<String, Value> or) {

    public Argument {
        or = Map.copyOf(or);
    }

    /// Whether no message can be made without it.
    public boolean isRequired() {
        return or.isEmpty();
    }

    /// What it is in these, as JSON has it; null when it is not there.
    @Nullable
    Object raw(Map<String, ?> attributes, Map<String, ?> params) {
        return switch (source) {
            case Source.OfUser(var path) -> {
                Object at = attributes;
                for (var name : path) at = at instanceof Map<?, ?> members ? members.get(name) : null;
                yield at;
            }
            case Source.OfParams(var param) -> params.get(param);
        };
    }
}
