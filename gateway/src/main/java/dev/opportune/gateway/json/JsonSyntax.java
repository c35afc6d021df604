package dev.opportune.gateway.json;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Says where a text is no JSON (RFC 8259), and why. It looks at what the parser has refused already: the parser's own
/// words speak of itself, show what may be a secret, and count lines that a caller did not write.
final class JsonSyntax {

    private static final int END = -1;

    private final byte[] text;
    private int at;

    private JsonSyntax(byte[] text) {
        this.text = text;
    }

    /// Gives the first fault, or null when there is none before the text ends or goes deeper than documents may.
    ///
    /// @param text in UTF-8
    static @Nullable String fault(byte[] text) {
        var syntax = new JsonSyntax(text);
        try {
            syntax.value(0);
            syntax.blanks();
            if (syntax.next() != END) return "more after the end" + syntax.place() + " (expected: nothing)";
            return null;
        } catch (Fault fault) {
            return fault.getMessage();
        }
    }

    private void value(int depth) {
        blanks();
        switch (next()) {
            case '{' -> object(depth + 1);
            case '[' -> array(depth + 1);
            case '"' -> string();
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> throw noValue();
        }
    }

    private void object(int depth) {
        if (!opens(depth, '}')) return;
        do {
            blanks();
            if (next() != '"') throw fault("a name in double quotes");
            string();
            blanks();
            if (!skip(':')) throw fault("a colon");
            value(depth);
        } while (goesOn('}'));
    }

    private void array(int depth) {
        if (!opens(depth, ']')) return;
        do value(depth);
        while (goesOn(']'));
    }

    /// Whether something is in the brackets.
    private boolean opens(int depth, char close) {
        if (depth > JsonIn.MAX_DEPTH) throw new Fault(null);
        at++;
        blanks();
        return !skip(close);
    }

    private boolean goesOn(char close) {
        blanks();
        if (skip(',')) return true;
        if (skip(close)) return false;
        throw fault("a comma or \"" + close + '"');
    }

    private void string() {
        at++;
        while (!skip('"')) {
            int c = next();
            if (c == END) throw fault("the rest of a string");
            if (c < ' ') throw fault("\\u%04x within a string".formatted(c));
            at++;
            if (c == '\\') escape();
        }
    }

    private void escape() {
        if (skip('u')) {
            for (int i = 0; i < 4; i++) digit("0123456789abcdefABCDEF", "four hexadecimal digits after \\u");
        } else {
            digit("\"\\/bfnrt", "\", \\, /, b, f, n, r, t or u after a backslash");
        }
    }

    private void number() {
        boolean _ = skip('-');
        if (skip('0')) {
            if (isDigit(next())) throw fault("no digit after a zero in front");
        } else {
            digits();
        }
        if (skip('.')) digits();
        if (skip('e') || skip('E')) {
            boolean _ = skip('+') || skip('-');
            digits();
        }
    }

    private void digits() {
        digit("0123456789", "a digit");
        while (isDigit(next())) at++;
    }

    /// What only begins as one of them is most likely a text without its quotes.
    private void word(String word) {
        int begun = at;
        for (int i = 0; i < word.length(); i++) {
            if (skip(word.charAt(i))) continue;
            at = begun;
            throw noValue();
        }
    }

    private Fault noValue() {
        return fault("a value: an object, an array, a string in double quotes, a number, true, false or null");
    }

    private void digit(String allowed, String expected) {
        if (next() == END || allowed.indexOf(next()) < 0) throw fault(expected);
        at++;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private void blanks() {
        while (next() == ' ' || next() == '\t' || next() == '\n' || next() == '\r') at++;
    }

    private boolean skip(char c) {
        if (next() != c) return false;
        at++;
        return true;
    }

    private int next() {
        return at < text.length ? text[at] & 0xff : END;
    }

    private Fault fault(String expected) {
        String found = next() == END ? "the end" : character();
        return new Fault(found + place() + " (expected: " + expected + ")");
    }

    /// No more than one: what follows may be a device token without its quotes.
    private String character() {
        int c = next() < 0x80
                ? next()
                : new String(text, at, Math.min(4, text.length - at), StandardCharsets.UTF_8).codePointAt(0);
        return Character.isISOControl(c) ? "U+%04X".formatted(c) : Quoted.of(Character.toString(c));
    }

    /// In bytes from 0, and as editors count, where there is more than one line.
    private String place() {
        int line = 1;
        int start = 0;
        for (int i = 0; i < at; i++) {
            if (text[i] != '\n') continue;
            line++;
            start = i + 1;
        }
        if (line == 1) return " at byte " + at;
        var before = new String(text, start, at - start, StandardCharsets.UTF_8);
        int column = before.codePointCount(0, before.length()) + 1;
        return " at byte " + at + ", line " + line + ", column " + column;
    }

    /// Ends the look; never leaves this class.
    private static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Fault(@Nullable String message) {
            super(message, null, false, false);
        }
    }
}
