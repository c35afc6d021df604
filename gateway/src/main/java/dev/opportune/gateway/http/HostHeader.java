package dev.opportune.gateway.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The `Host` of a request, which an HTTP/1.1 request must have once (RFC 9112, section 3.2): two parties that take
/// different ones of two would see different requests.
final class HostHeader {

    /// A name or an address, and a port; empty for what has none.
    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9._~!$&'()*+;=%-]*|\\[[0-9A-Fa-f:.]+])(:[0-9]{0,5})?");

    private HostHeader() {}

    /// Gives what is wrong with it, or null.
    static @Nullable String fault(HttpServerRequest request) {
        var version = request.version();
        if (version == HttpVersion.HTTP_2) return null; // `:authority`, which the codec looks at
        var hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.isEmpty()) return version == HttpVersion.HTTP_1_0 ? null : "no Host header (expected: one)";
        if (hosts.size() > 1) return "Host: given " + hosts.size() + " times (expected: once)";
        return HOST.matcher(hosts.getFirst()).matches()
                ? null
                : "Host: not a host (expected: a name or address, and a port)";
    }
}
