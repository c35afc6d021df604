package dev.opportune.gateway.json;

import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/// What a string must be: never with a NUL or half a surrogate pair, and within a length.
///
/// @param maxBytes in UTF-8
/// @param multiline whether line breaks and other control characters are welcome
/// @param secret whether errors keep the value to themselves
public record Text(int minBytes, int maxBytes, boolean multiline, boolean secret) {

    /// What identifies something: not empty, no control characters.
    public static Text id(int maxBytes) {
        return new Text(1, maxBytes, false, false);
    }

    /// What people read: bounded by the document alone.
    public static Text prose() {
        return new Text(0, Integer.MAX_VALUE, true, false);
    }

    /// What identifies something and is not to be shown.
    public static Text secret(int maxBytes) {
        return new Text(1, maxBytes, false, true);
    }

    /// Says which rule the value breaks, or null.
    public @Nullable String fault(String value) {
        String characters = characterFault(value);
        if (characters != null) return secret ? "a secret with a character out of place" : characters;
        int bytes = ByteBufUtil.utf8Bytes(value);
        if (bytes >= minBytes && bytes <= maxBytes) return null;
        String expected = maxBytes == Integer.MAX_VALUE
                ? "(expected: not empty)"
                : "(expected: " + minBytes + " to " + maxBytes + " bytes)";
        return (secret ? "" : Quoted.of(value) + " ") + "has " + bytes + " bytes " + expected;
    }

    private @Nullable String characterFault(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= ' ' && c < 0x7f) continue;
            if (c == 0) return Quoted.of(value) + " has a NUL (expected: none)";
            if (!multiline && Character.isISOControl(c)) {
                return Quoted.of(value) + " has the control character U+%04X (expected: none)".formatted((int) c);
            }
            if (Character.isSurrogate(c)) {
                if (!isPair(value, i)) return Quoted.of(value) + " has half a surrogate pair (expected: Unicode)";
                i++;
            }
        }
        return null;
    }

    private static boolean isPair(String value, int i) {
        return i + 1 < value.length() && Character.isSurrogatePair(value.charAt(i), value.charAt(i + 1));
    }
}
