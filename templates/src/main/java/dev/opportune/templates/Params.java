package dev.opportune.templates;

import dev.opportune.templates.message.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Looks a send's params over before anything is decided.
final class Params {

    static List<Fault> check(List<Argument> arguments, Map<String, ?> params) {
        var wanted = new LinkedHashMap<String, List<Argument>>();
        for (var argument : arguments) {
            if (argument.source() instanceof Source.OfParams(var name)) {
                wanted.computeIfAbsent(name, _ -> new ArrayList<>()).add(argument);
            }
        }
        var faults = new ArrayList<Fault>();
        for (var name : params.keySet()) {
            if (!wanted.containsKey(name)) {
                faults.add(new Fault(pointer(name), "is no param of this template" + known(wanted)));
            }
        }
        wanted.forEach((name, all) -> {
            for (var argument : all) {
                var detail = fault(argument, params.get(name));
                if (detail == null) continue;
                faults.add(new Fault(pointer(name), detail));
                break;
            }
        });
        return List.copyOf(faults);
    }

    private static @Nullable String fault(Argument argument, @Nullable Object given) {
        var words = argument.kind().words();
        if (given == null) return argument.isRequired() ? "is missing (expected: " + words + ")" : null;
        if (argument.kind().of(given) != null) return null;
        boolean isBlank = argument.kind() == Kind.TEXT && given instanceof String;
        if (isBlank && !argument.isRequired()) return null;
        return (isBlank ? "is blank" : "is " + shown(given)) + " (expected: " + words + ")";
    }

    private static String shown(Object given) {
        return switch (given) {
            case String text ->
                '"' + (text.length() > 32 ? text.substring(0, text.offsetByCodePoints(0, 16)) + "…" : text) + '"';
            case Map<?, ?> _ -> "an object";
            case List<?> _ -> "an array";
            default -> given.toString();
        };
    }

    private static String known(Map<String, ?> wanted) {
        return " (expected: " + (wanted.isEmpty() ? "none" : "one of " + String.join(", ", wanted.keySet())) + ")";
    }

    /// As RFC 6901 writes a name.
    private static String pointer(String name) {
        return '/' + name.replace("~", "~0").replace("/", "~1");
    }

    private Params() {}
}
