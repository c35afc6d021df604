package dev.opportune.connectors.fcm.message;

import java.util.regex.Pattern;

/// Which links Firebase takes for browsers: "For all URL values, HTTPS is required" (WebpushFcmOptions.link). A message
/// with another is refused whole, for every kind of device; so what is not surely one is left to the app.
final class WebLink {

    private static final String SCHEME = "https://";

    /// A host by its name, and perhaps a port. A name has at most 253 characters (RFC 1035).
    private static final Pattern AUTHORITY =
            Pattern.compile("([A-Za-z0-9-]+\\.)*+[A-Za-z][A-Za-z0-9-]*(:[1-9][0-9]{0,3})?");

    private static final int MAX_AUTHORITY = 253 + ":9999".length();

    /// What may stand as it is in path, query and fragment (RFC 3986).
    private static final String PLAIN = "-._~:/?@!$&'()*+,;=";

    private WebLink() {}

    static boolean opens(String link) {
        if (!link.startsWith(SCHEME)) return false;
        int end = SCHEME.length();
        while (end < link.length() && "/?#".indexOf(link.charAt(end)) < 0) end++;
        return end <= SCHEME.length() + MAX_AUTHORITY
                && AUTHORITY.matcher(link).region(SCHEME.length(), end).matches()
                && isPlain(link, end);
    }

    private static boolean isPlain(String link, int from) {
        boolean inFragment = false;
        for (int i = from; i < link.length(); i++) {
            char c = link.charAt(i);
            if (c == '%') {
                if (i + 2 >= link.length() || !isHex(link.charAt(i + 1)) || !isHex(link.charAt(i + 2))) return false;
                i += 2;
            } else if (c == '#') {
                if (inFragment) return false;
                inFragment = true;
            } else if (!isLetterOrDigit(c) && PLAIN.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(char c) {
        return c < 0x80 && Character.digit(c, 16) >= 0;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
