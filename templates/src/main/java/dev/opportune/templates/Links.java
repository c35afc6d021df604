package dev.opportune.templates;

import java.net.URI;
import java.net.URISyntaxException;

/// Whether a link is an absolute URI, as [URI] has it, which most are told by a look at their characters: [URI] itself,
/// which makes objects and exceptions, is asked of those alone that have unusual ones.
final class Links {

    /// Besides letters and digits: what may stand anywhere after a scheme (RFC 2396, 2.2 and 2.3), but for brackets.
    private static final String PLAIN = "-_.!~*'()$,;:@&=+/?";

    private Links() {}

    static boolean isAbsolute(String link) {
        int scheme = schemeChars(link);
        if (scheme == 0) return false;
        int rest = scheme + 1;
        if (!isPlain(link, rest)) return parses(link);
        boolean isEmpty = rest == link.length() || (rest + 2 == link.length() && link.endsWith("//"));
        return !isEmpty;
    }

    /// 0: it begins with none.
    private static int schemeChars(String link) {
        for (int i = 0; i < link.length(); i++) {
            char c = link.charAt(i);
            if (c == ':') return i;
            boolean isOfScheme = isLetter(c) || (i > 0 && (isDigit(c) || c == '+' || c == '-' || c == '.'));
            if (!isOfScheme) return 0;
        }
        return 0;
    }

    private static boolean isPlain(String link, int from) {
        for (int i = from; i < link.length(); i++) {
            char c = link.charAt(i);
            if (!isLetter(c) && !isDigit(c) && PLAIN.indexOf(c) < 0) return false;
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean parses(String link) {
        try {
            return new URI(link).isAbsolute();
        } catch (URISyntaxException _) {
            return false; // that is the answer
        }
    }
}
