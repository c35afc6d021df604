package dev.opportune.gateway.http;

import dev.opportune.gateway.json.Quoted;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Query parameters, strictly: a misspelt `dry_run` must not become a real send.
public final class Query {

    private Query() {}

    /// Gives the parameters by name. Throws a [CallerMistake].
    static Map<String, String> parse(@Nullable String query, Set<String> known) {
        if (query == null || query.isEmpty()) return Map.of();
        var parameters = new HashMap<String, String>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = Percent.decode(equals < 0 ? pair : pair.substring(0, equals));
            if (!known.contains(name)) {
                throw new CallerMistake("query: " + Quoted.of(name) + " (expected: "
                        + (known.isEmpty() ? "no parameters" : String.join(", ", known)) + ")");
            }
            String value = equals < 0 ? "" : Percent.decode(pair.substring(equals + 1));
            if (parameters.put(name, value) != null) {
                throw new CallerMistake("query: " + name + " is given twice (expected: once)");
            }
        }
        return parameters;
    }

    /// A whole number; `unsaid` when it is left out.
    public static int number(Map<String, String> query, String name, int least, int most, int unsaid) {
        String value = query.get(name);
        if (value == null) return unsaid;
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) return number;
        } catch (NumberFormatException _) {
            // said below
        }
        throw new CallerMistake(
                "query: " + name + ": " + Quoted.of(value) + " (expected: " + least + " to " + most + ")");
    }

    /// Whether a parameter says yes; it may be left out.
    public static boolean flag(Map<String, String> query, String name) {
        String value = query.getOrDefault(name, "false");
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new CallerMistake("query: " + name + ": " + Quoted.of(value) + " (expected: true or false)");
        };
    }
}
