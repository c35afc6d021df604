package dev.opportune.simulator.control;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One call of the control port, read whole.
///
/// @param path as it was sent, percent-encoded
@SuppressWarnings("ArrayRecordComponent") // never compared
record Call(String method, String path, Map<String, String> query, byte[] body) {

    static final int LARGEST_BODY = 65_536;

    static Call read(HttpExchange exchange) throws IOException, BadRequest {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) throw new BadRequest(413, "body: over " + LARGEST_BODY + " bytes");
        return new Call(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query(exchange.getRequestURI().getRawQuery()),
                body);
    }

    /// What follows a prefix of the path, decoded.
    String rest(String prefix) throws BadRequest {
        return decoded(path.substring(prefix.length()));
    }

    void requireKnownQuery(Set<String> known) throws BadRequest {
        for (String name : query.keySet()) {
            if (!known.contains(name)) throw new BadRequest(name + ": unknown (expected: " + known + ")");
        }
    }

    long wholeInQuery(String name, long absent) throws BadRequest {
        String value = query.get(name);
        try {
            return value == null ? absent : Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new BadRequest(name + ": " + value + " (expected: a whole number)");
        }
    }

    private static Map<String, String> query(@Nullable String raw) throws BadRequest {
        Map<String, String> query = new HashMap<>();
        if (raw == null || raw.isEmpty()) return query;
        for (String part : raw.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) throw new BadRequest(part + ": no value (expected: name=value)");
            query.put(decoded(part.substring(0, equals)), decoded(part.substring(equals + 1)));
        }
        return query;
    }

    private static String decoded(String text) throws BadRequest {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequest(text + ": not percent-encoded");
        }
    }
}
