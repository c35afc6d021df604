package dev.opportune.gateway.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a body may be coded on its way (RFC 9110, section 8.4).
enum ContentCoding {
    IDENTITY,
    GZIP;

    /// What an answer to any other says with `Accept-Encoding`.
    static final String ACCEPTED = "gzip";

    /// That of the request's body, or null when it is another, or more than one.
    static @Nullable ContentCoding of(HttpServerRequest request) {
        String given = given(request);
        if (given == null) return IDENTITY;
        return switch (given.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            default -> null;
        };
    }

    /// As the request has it, or null.
    static @Nullable String given(HttpServerRequest request) {
        if (!request.headers().contains(HttpHeaders.CONTENT_ENCODING)) return null;
        var all = request.headers().getAll(HttpHeaders.CONTENT_ENCODING);
        return String.join(", ", all);
    }
}
