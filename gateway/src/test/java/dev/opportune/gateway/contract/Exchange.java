package dev.opportune.gateway.contract;

import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.net.http.HttpHeaders;

/// One request and its answer, as they went over the wire.
///
/// @param requestBody as it was before it was compressed
public record Exchange(
        String method,
        URI uri,
        HttpHeaders requestHeaders,
        Buffer requestBody,
        int status,
        HttpHeaders headers,
        Buffer body) {

    static final String HEAD = "HEAD";

    @Override
    public String toString() {
        return method + ' ' + uri.getRawPath() + (uri.getRawQuery() == null ? "" : '?' + uri.getRawQuery()) + " → "
                + status;
    }
}
