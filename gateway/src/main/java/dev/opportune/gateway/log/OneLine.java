package dev.opportune.gateway.log;

/// Text that cannot be taken for more than a part of one line: it has no line breaks, nothing that moves a terminal's
/// cursor or colours it, nothing that turns the direction of what follows, and is cut.
final class OneLine {

    static final int MOST_MESSAGE = 2_000;
    static final int MOST_TRACE = 8_000;

    private OneLine() {}

    /// @param most characters that are kept
    static String of(String text, int most) {
        int end = Math.min(text.length(), most);
        int at = 0;
        while (at < end && isPlain(text.charAt(at))) at++;
        if (at == end) return end == text.length() ? text : text.substring(0, end) + '…';
        var line = new StringBuilder(end + 16).append(text, 0, at);
        for (; at < end; at++) {
            char c = text.charAt(at);
            if (isPlain(c)) line.append(c);
            else if (!isBreak(c)) line.append(c == '\t' ? ' ' : '?');
            else if (at == 0 || !isBreak(text.charAt(at - 1))) line.append(" | ");
        }
        return end == text.length() ? line.toString() : line.append('…').toString();
    }

    private static boolean isBreak(char c) {
        return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    /// Controls of C0 and C1, separators of lines, and what is invisible or turns directions are not.
    private static boolean isPlain(char c) {
        if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return false;
        return c < 0x200b || (Character.getType(c) != Character.FORMAT && c != 0x2028 && c != 0x2029);
    }
}
