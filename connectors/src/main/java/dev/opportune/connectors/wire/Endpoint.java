package dev.opportune.connectors.wire;

/// Where a provider listens.
///
/// @param host a name or an address; an IPv6 address without brackets
public record Endpoint(String host, int port) {

    public Endpoint {
        if (host.isBlank()) {
            throw new IllegalArgumentException("endpoint: \"" + host + "\" (expected: host:port)");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("endpoint port: " + port + " (expected: 1 to 65535)");
        }
    }

    /// Reads `host:port`, where an IPv6 host may be in brackets.
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("endpoint: \"" + text + "\" (expected: host:port)");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new Endpoint(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("endpoint: \"" + text + "\" (expected: host:port)", e);
        }
    }
}
