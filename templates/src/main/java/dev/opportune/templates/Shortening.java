package dev.opportune.templates;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;

/// Makes texts that are too long for a push shorter.
public final class Shortening {

    private static final String ELLIPSIS = "…";
    private static final int ELLIPSIS_BYTES = 3;
    private static final char FIRST_STRONG_ISOLATE = '\u2068';
    private static final String POP_ISOLATE = "\u2069";
    private static final int ISOLATE_BYTES = 3;

    /// The text as it is when it fits; else its beginning and `…`, cut between two characters as people see them:
    /// an emoji of several, or a letter with its marks, is whole or not there. What was set apart is ended first.
    ///
    /// @param mostBytes of UTF-8
    /// @return empty when not even one character and the `…` fit
    public static String shortened(String text, int mostBytes) {
        if (utf8(text, 0, text.length()) <= mostBytes) return text;
        var breaks = BreakIterator.getCharacterInstance(ULocale.ROOT);
        breaks.setText(text);
        int bytes = ELLIPSIS_BYTES;
        int isolated = 0; // whether what is kept so far ends within what is set apart
        int end = 0;
        int endIsolated = 0;
        int from = 0;
        for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
            bytes += utf8(text, from, to);
            isolated = isolated(isolated, text, from, to);
            if (bytes > mostBytes) break;
            if (bytes + isolated * ISOLATE_BYTES <= mostBytes && shows(text, from, to)) {
                end = to;
                endIsolated = isolated;
            }
            from = to;
        }
        return end == 0 ? "" : text.substring(0, end) + POP_ISOLATE.repeat(endIsolated) + ELLIPSIS;
    }

    /// How many are open after this part of a text. One that ends what nobody opened ends nothing.
    private static int isolated(int before, String text, int from, int to) {
        int open = before;
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == FIRST_STRONG_ISOLATE) open++;
            else if (text.charAt(i) == POP_ISOLATE.charAt(0) && open > 0) open--;
        }
        return open;
    }

    /// Whether a text may end after this: not with a blank, nor with what only begins something.
    private static boolean shows(String text, int from, int to) {
        char c = text.charAt(from);
        return to - from > 1 || !(Character.isWhitespace(c) || c == FIRST_STRONG_ISOLATE);
    }

    /// The bytes that UTF-8 has for a part of a text.
    private static int utf8(String text, int from, int to) {
        int bytes = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < 0x80) bytes++;
            else if (c < 0x800 || Character.isSurrogate(c)) bytes += 2; // half of the four of a pair
            else bytes += 3;
        }
        return bytes;
    }

    private Shortening() {}
}
