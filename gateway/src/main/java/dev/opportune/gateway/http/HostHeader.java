package dev.opportune.gateway.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/// The `Host` of a request, which an HTTP/1.1 request must have once (RFC 9112, section 3.2): two parties that take
/// different ones of two would see different requests.
final class HostHeader {

    private static final String OF_NAMES = "._~!$&'()*+;=%-";
    private static final int MOST_PORT_DIGITS = 5;

    private HostHeader() {}

    /// Whether it is a name or an address, empty for what has none, and perhaps a port. Each request is asked, so
    /// without a pattern.
    static boolean isHost(String host) {
        boolean isAddress = host.startsWith("[");
        int end = isAddress ? host.indexOf(']') : host.indexOf(':');
        if (isAddress && end < 2) return false;
        int nameEnds = end < 0 ? host.length() : end;
        for (int i = isAddress ? 1 : 0; i < nameEnds; i++) {
            if (!(isAddress ? isOfAddress(host.charAt(i)) : isOfName(host.charAt(i)))) return false;
        }
        int rest = isAddress ? end + 1 : nameEnds;
        return rest == host.length() || isPort(host, rest);
    }

    private static boolean isPort(String host, int colon) {
        if (host.charAt(colon) != ':' || host.length() - colon - 1 > MOST_PORT_DIGITS) return false;
        for (int i = colon + 1; i < host.length(); i++) {
            if (!isDigit(host.charAt(i))) return false;
        }
        return true;
    }

    private static boolean isOfName(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || OF_NAMES.indexOf(c) >= 0;
    }

    private static boolean isOfAddress(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// Gives what is wrong with it, or null.
    static @Nullable String fault(HttpServerRequest request) {
        var version = request.version();
        if (version == HttpVersion.HTTP_2) return null; // `:authority`, which the codec looks at
        var hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.isEmpty()) return version == HttpVersion.HTTP_1_0 ? null : "no Host header (expected: one)";
        if (hosts.size() > 1) return "Host: given " + hosts.size() + " times (expected: once)";
        return isHost(hosts.getFirst()) ? null : "Host: not a host (expected: a name or address, and a port)";
    }
}
