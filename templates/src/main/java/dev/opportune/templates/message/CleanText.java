package dev.opportune.templates.message;

/// Other people's text as a message may hold it: one line, and nothing in it that has a say in what stands around it.
final class CleanText {

    private static final char REPLACEMENT = '\uFFFD';

    /// The text with line breaks and control characters as spaces, without the controls of direction (which could turn
    /// the rest of the message around), with what is no Unicode replaced; empty when nothing that shows is left.
    static String of(String text) {
        return isClean(text) ? text : cleaned(text);
    }

    private static boolean isClean(String text) {
        boolean shows = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || (c >= 0x7F && !isPlain(text, i))) return false;
            shows |= c != ' ';
        }
        return shows;
    }

    /// Beyond ASCII: a letter, say, and no blank, control or half of a pair.
    private static boolean isPlain(String text, int i) {
        return Character.isLetterOrDigit(text.charAt(i));
    }

    private static String cleaned(String text) {
        var clean = new StringBuilder(text.length());
        boolean shows = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isDirectionControl(c)) continue;
            int taken = isBreak(c) ? ' ' : isHalf(c) ? REPLACEMENT : c;
            shows |= shows(taken);
            clean.appendCodePoint(taken);
        }
        return shows ? clean.toString() : "";
    }

    private static boolean isDirectionControl(int c) {
        return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }

    private static boolean isBreak(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }

    private static boolean isHalf(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }

    private static boolean shows(int c) {
        return !Character.isWhitespace(c) && !Character.isSpaceChar(c) && Character.getType(c) != Character.FORMAT;
    }

    private CleanText() {}
}
