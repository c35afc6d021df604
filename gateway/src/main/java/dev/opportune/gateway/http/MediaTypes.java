package dev.opportune.gateway.http;

import dev.opportune.gateway.json.Quoted;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What kinds of bodies are taken.
public final class MediaTypes {

    public static final Set<String> JSON = Set.of("application/json");
    public static final Set<String> LINES = Set.of("application/x-ndjson");
    public static final Set<String> PATCH = Set.of("application/merge-patch+json", "application/json");

    private MediaTypes() {}

    /// Gives the answer to a body of another kind, or null when it is one of these, in UTF-8 and not compressed.
    static @Nullable Reply refusal(HttpServerRequest request, Set<String> mediaTypes) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return Problem.UNSUPPORTED_MEDIA_TYPE.because(
                    "Content-Encoding: " + Quoted.of(encoding) + " (expected: none)");
        }
        var types = request.headers().getAll(HttpHeaders.CONTENT_TYPE);
        if (types.size() == 1 && isOneOf(types.getFirst(), mediaTypes)) return null;
        String found = types.isEmpty() ? "none" : Quoted.of(String.join(", ", types));
        return Problem.UNSUPPORTED_MEDIA_TYPE.because("Content-Type: " + found + " (expected: "
                + String.join(" or ", mediaTypes.stream().sorted().toList()) + ", in UTF-8)");
    }

    private static boolean isOneOf(String contentType, Set<String> mediaTypes) {
        var parts = List.of(contentType.split(";", -1));
        return mediaTypes.contains(parts.getFirst().strip().toLowerCase(Locale.ROOT))
                && parts.stream().skip(1).allMatch(MediaTypes::isHarmless);
    }

    /// A parameter other than the charset changes nothing (RFC 8259, section 11, defines none).
    private static boolean isHarmless(String parameter) {
        String text = parameter.strip().toLowerCase(Locale.ROOT);
        return !text.startsWith("charset") || text.matches("charset=(utf-8|\"utf-8\")");
    }
}
