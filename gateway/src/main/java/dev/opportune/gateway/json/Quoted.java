package dev.opportune.gateway.json;

/// A caller's value inside a sentence: in quotes, short, and safe to show.
public final class Quoted {

    private static final int MAX_CHARS = 64;

    private Quoted() {}

    public static String of(String value) {
        if (value.length() <= MAX_CHARS) return '"' + readable(value) + '"';
        int end = Character.isHighSurrogate(value.charAt(MAX_CHARS - 1)) ? MAX_CHARS - 1 : MAX_CHARS;
        return '"' + readable(value.substring(0, end)) + "…\"";
    }

    /// Control characters and unpaired surrogates become `?`: they could not be written as JSON, or would upset a
    /// terminal.
    private static String readable(String value) {
        var text = new StringBuilder(value.length());
        value.codePoints().forEach(c -> {
            boolean unpaired = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            text.appendCodePoint(Character.isISOControl(c) || unpaired ? '?' : c);
        });
        return text.toString();
    }
}
