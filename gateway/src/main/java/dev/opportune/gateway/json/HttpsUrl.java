package dev.opportune.gateway.json;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/// An https URL as RFC 3986 has it, to a host as browsers take it.
public final class HttpsUrl {

    private static final int MAX_PORT = 65_535;

    /// Hosts as browsers take them: a last label of digits alone would be an IPv4 address, and that the other way
    /// knows.
    private static final Pattern AUTHORITY = Pattern.compile(
            "([^@]*@)?([A-Za-z0-9_~-]+\\.)*(?![0-9]+\\.?(:|$))[A-Za-z0-9_~-]+\\.?(:(?<port>[0-9]{0,5}))?");

    private HttpsUrl() {}

    /// Whether the text is one.
    public static boolean isOne(String text) {
        try {
            return checked(text).equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// Gives the text when it is one.
    ///
    /// @throws IllegalArgumentException when it is none
    static String checked(String text) {
        try {
            var url = new URI(text);
            // java.net.URI takes more than RFC 3986 has: other than ASCII.
            boolean isUri = url.toASCIIString().equals(text);
            if (isUri && "https".equalsIgnoreCase(url.getScheme()) && hasHost(url)) return text;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(Quoted.of(text) + " (expected: an https URL)", e);
        }
        throw new IllegalArgumentException(Quoted.of(text) + " (expected: an https URL)");
    }

    /// java.net.URI knows hosts as RFC 2396 had them; others, with `_` or a last label that begins with a digit, are
    /// the whole authority to it.
    private static boolean hasHost(URI url) {
        if (url.getHost() != null) return url.getPort() <= MAX_PORT;
        String authority = url.getRawAuthority();
        var other = authority == null ? null : AUTHORITY.matcher(authority);
        if (other == null || !other.matches()) return false;
        String port = other.group("port");
        return port == null || port.isEmpty() || Integer.parseInt(port) <= MAX_PORT;
    }
}
