package dev.opportune.gateway.http;

import dev.opportune.gateway.json.Quoted;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What kinds of bodies are taken.
public final class MediaTypes {

    public static final Set<String> JSON = Set.of("application/json");
    public static final Set<String> LINES = Set.of("application/x-ndjson");
    /// One, or many a line.
    public static final Set<String> ONE_OR_LINES = Set.of("application/json", "application/x-ndjson");
    public static final Set<String> PATCH = Set.of("application/merge-patch+json", "application/json");

    private static final Pattern CHARSET =
            Pattern.compile("\\s*charset\\s*(?:=\\s*(.*?))?\\s*", Pattern.CASE_INSENSITIVE);
    /// As clients write it.
    private static final Pattern UTF_8 = Pattern.compile("([\"']?)utf-?8\\1", Pattern.CASE_INSENSITIVE);

    private MediaTypes() {}

    /// Gives the answer to a body of another kind, or null when it is one of these, in UTF-8, as it is or as gzip.
    static @Nullable Reply refusal(HttpServerRequest request, Set<String> mediaTypes) {
        if (ContentCoding.of(request) == null) {
            return Problem.UNSUPPORTED_MEDIA_TYPE
                    .because("Content-Encoding: " + Quoted.of(String.valueOf(ContentCoding.given(request)))
                            + " (expected: gzip, or none)")
                    .with(HttpHeaders.ACCEPT_ENCODING.toString(), ContentCoding.ACCEPTED);
        }
        var types = request.headers().getAll(HttpHeaders.CONTENT_TYPE);
        if (types.size() != 1 || !mediaTypes.contains(mediaType(types.getFirst()))) {
            return Problem.UNSUPPORTED_MEDIA_TYPE.because("Content-Type: " + found(types) + " (expected: "
                    + String.join(" or ", mediaTypes.stream().sorted().toList()) + ", in UTF-8)");
        }
        return isInUtf8(types.getFirst())
                ? null
                : Problem.UNSUPPORTED_MEDIA_TYPE.because(
                        "Content-Type: " + found(types) + " has another charset (expected: utf-8, or none)");
    }

    private static String found(List<String> types) {
        return types.isEmpty() ? "none" : Quoted.of(String.join(", ", types));
    }

    /// Whether the body says to be of one of these.
    static boolean saysToBe(HttpServerRequest request, Set<String> mediaTypes) {
        var types = request.headers().getAll(HttpHeaders.CONTENT_TYPE);
        return types.size() == 1 && mediaTypes.contains(mediaType(types.getFirst()));
    }

    private static String mediaType(String contentType) {
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    /// A parameter other than the charset changes nothing (RFC 8259, section 11, defines none).
    private static boolean isInUtf8(String contentType) {
        if (contentType.indexOf(';') < 0) return true;
        for (String parameter : contentType.split(";", -1)) {
            var charset = CHARSET.matcher(parameter);
            if (charset.matches() && !UTF_8.matcher(charset.group(1)).matches()) return false;
        }
        return true;
    }
}
