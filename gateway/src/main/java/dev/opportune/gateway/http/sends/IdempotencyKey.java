package dev.opportune.gateway.http.sends;

import dev.opportune.gateway.http.CallerMistake;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.json.Quoted;
import dev.opportune.gateway.json.Text;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The `Idempotency-Key`, which may come in the body or as a header.
final class IdempotencyKey {

    /// Quotes around, and a backslash before each.
    private static final int MAX_HEADER_CHARS = 2 + 2 * Limits.IDEMPOTENCY_KEY_CHARS;

    /// A character has at most four bytes; [#checked] counts characters.
    static final Text TEXT = Text.id(4 * Limits.IDEMPOTENCY_KEY_CHARS);

    private static final Pattern BARE = Pattern.compile("[!#-~]([ -~]*[!-~])?");
    /// RFC 9651, section 3.3.3.
    private static final Pattern QUOTED = Pattern.compile("\"((?:[ !#-\\[\\]-~]|\\\\[\"\\\\])*)\"");

    private IdempotencyKey() {}

    /// Reads the header's values; null when there are none. Throws a [CallerMistake].
    static @Nullable String ofHeader(List<String> values) {
        if (values.isEmpty()) return null;
        if (values.size() > 1) {
            throw new CallerMistake("Idempotency-Key: given " + values.size() + " times (expected: once)");
        }
        String value = values.getFirst();
        // Also because a pattern of alternatives recurses: its input must be short.
        if (value.length() > MAX_HEADER_CHARS) {
            throw new CallerMistake("Idempotency-Key: " + Quoted.of(value) + " has " + value.length()
                    + " characters (expected: at most " + Limits.IDEMPOTENCY_KEY_CHARS + ")");
        }
        var quoted = QUOTED.matcher(value);
        String key = quoted.matches() ? quoted.group(1).replaceAll("\\\\(.)", "$1") : value;
        if (key.isEmpty() || !(quoted.matches() || BARE.matcher(value).matches())) {
            throw new CallerMistake("Idempotency-Key: " + Quoted.of(value)
                    + " (expected: printable ASCII, bare or as a quoted string)");
        }
        try {
            return checked(key);
        } catch (IllegalArgumentException e) {
            throw new CallerMistake("Idempotency-Key: " + e.getMessage());
        }
    }

    /// Gives the key back, or throws an [IllegalArgumentException] that says what is wrong with it.
    static String checked(String key) {
        int chars = key.codePointCount(0, key.length());
        if (chars <= Limits.IDEMPOTENCY_KEY_CHARS) return key;
        throw new IllegalArgumentException(Quoted.of(key) + " has " + chars + " characters (expected: at most "
                + Limits.IDEMPOTENCY_KEY_CHARS + ")");
    }
}
