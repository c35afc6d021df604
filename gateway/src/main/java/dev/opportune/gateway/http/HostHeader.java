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

    /// Whether it is as nearly every one is: letters, digits, dots and hyphens, and perhaps a port of four digits.
    private static boolean isName(String host) {
        int colon = host.indexOf(':');
        if (colon >= 0 && (host.length() - colon > 5 || !isOf(host, colon + 1, host.length(), false))) return false;
        return isOf(host, 0, colon < 0 ? host.length() : colon, true);
    }

    private static boolean isOf(String host, int from, int to, boolean isName) {
        for (int i = from; i < to; i++) {
            char c = host.charAt(i);
            boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
            if ((c < '0' || c > '9') && !(isName && isLetter)) return false;
        }
        return true;
    }

    /// Gives what is wrong with it, or null.
    static @Nullable String fault(HttpServerRequest request) {
        var version = request.version();
        if (version == HttpVersion.HTTP_2) return null; // `:authority`, which the codec looks at
        var hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.isEmpty()) return version == HttpVersion.HTTP_1_0 ? null : "no Host header (expected: one)";
        if (hosts.size() > 1) return "Host: given " + hosts.size() + " times (expected: once)";
        return isName(hosts.getFirst()) || HOST.matcher(hosts.getFirst()).matches()
                ? null
                : "Host: not a host (expected: a name or address, and a port)";
    }
}
