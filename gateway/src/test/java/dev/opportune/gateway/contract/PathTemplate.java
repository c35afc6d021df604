package dev.opportune.gateway.contract;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Addresses such as `/v1/users/{user}`.
final class PathTemplate {

    private PathTemplate() {}

    /// Gives the variables' values, decoded, when the raw path is one of these.
    static Optional<Map<String, String>> match(String template, String rawPath) {
        var wanted = template.split("/", -1);
        var found = rawPath.split("/", -1);
        if (wanted.length != found.length) return Optional.empty();
        var variables = new LinkedHashMap<String, String>();
        for (int i = 0; i < wanted.length; i++) {
            if (!wanted[i].startsWith("{")) {
                if (!wanted[i].equals(found[i])) return Optional.empty();
            } else if (found[i].isEmpty()) {
                return Optional.empty();
            } else {
                variables.put(wanted[i].substring(1, wanted[i].length() - 1), decoded(found[i]));
            }
        }
        return Optional.of(variables);
    }

    static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
