package dev.opportune.connectors.wire;

import java.util.regex.Pattern;

/// Where a provider listens.
///
/// @param host a name or an address; an IPv6 address without brackets
public record Endpoint(String host, int port) {

    private static final String EXPECTED = " (expected: host:port, such as localhost:8443; no https://, no path)";

    /// A name or an IPv4 address; names of internal hosts may have underscores.
    private static final Pattern HOST = Pattern.compile("[\\w.-]+");

    /// With its zone, where it has one.
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[\\w.-]+)?");

    public Endpoint {
        if (!HOST.matcher(host).matches() && !IPV6.matcher(host).matches()) {
            throw new IllegalArgumentException("endpoint: \"" + host + "\"" + EXPECTED);
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("endpoint port: " + port + " (expected: 1 to 65535)");
        }
    }

    /// Reads `host:port`, where an IPv6 host may be in brackets.
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) throw new IllegalArgumentException("endpoint: \"" + text + "\"" + EXPECTED);
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed) host = host.substring(1, host.length() - 1);
        if (!(bracketed ? IPV6 : HOST).matcher(host).matches()) {
            throw new IllegalArgumentException("endpoint: \"" + text + "\"" + EXPECTED);
        }
        try {
            return new Endpoint(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("endpoint: \"" + text + "\"" + EXPECTED, e);
        }
    }

    /// As it is written in the configuration.
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
