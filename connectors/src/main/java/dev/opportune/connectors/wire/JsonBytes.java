package dev.opportune.connectors.wire;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes one JSON object (RFC 8259) as UTF-8 into a buffer that serves again and again: no tree, no text in between.
/// Half of a surrogate pair becomes `?`. Confined to one thread.
public final class JsonBytes {

    /// More than a message may have; a buffer that a longer one made grow is let go.
    private static final int LARGEST_KEPT = 16 * 1024;

    private static final int USUAL = 1024;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};

    private byte[] bytes = new byte[USUAL];
    private int length;
    private boolean afterMember;
    private boolean quoted;

    /// Begins another object.
    @CanIgnoreReturnValue
    public JsonBytes restart() {
        if (bytes.length > LARGEST_KEPT) bytes = new byte[USUAL];
        length = 0;
        afterMember = false;
        quoted = false;
        return open();
    }

    public int length() {
        return length;
    }

    /// Takes back all that was written since it had that length, which was after a member.
    public void backTo(int earlier) {
        length = earlier;
        afterMember = true;
    }

    /// What was written, in an array of its own.
    public byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    /// The same as text.
    public String asText() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    @CanIgnoreReturnValue
    private JsonBytes open() {
        put('{');
        afterMember = false;
        return this;
    }

    /// Opens an object that is a member.
    @CanIgnoreReturnValue
    public JsonBytes open(String name) {
        name(name);
        return open();
    }

    @CanIgnoreReturnValue
    public JsonBytes close() {
        put('}');
        afterMember = true;
        return this;
    }

    /// Opens an object whose JSON is a member's text, as values must be where strings alone are allowed.
    @CanIgnoreReturnValue
    public JsonBytes openQuoted(String name) {
        name(name);
        append('"');
        quoted = true;
        return open();
    }

    @CanIgnoreReturnValue
    public JsonBytes closeQuoted() {
        close();
        quoted = false;
        append('"');
        return this;
    }

    /// A member of text; none when there is no text.
    @CanIgnoreReturnValue
    public JsonBytes text(String name, @Nullable String value) {
        if (value != null) {
            name(name);
            string(value);
        }
        return this;
    }

    /// A member that is an array of texts; none when there are no texts.
    @CanIgnoreReturnValue
    public JsonBytes texts(String name, List<String> values) {
        if (values.isEmpty()) return this;
        name(name);
        put('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) put(',');
            string(values.get(i));
        }
        put(']');
        return this;
    }

    @CanIgnoreReturnValue
    public JsonBytes number(String name, long value) {
        name(name);
        digits(value);
        return this;
    }

    @CanIgnoreReturnValue
    public JsonBytes decimal(String name, double value) {
        name(name);
        String text = Double.toString(value);
        for (int i = 0; i < text.length(); i++) append(text.charAt(i));
        return this;
    }

    /// A whole number as a text, as the values of headers must be.
    @CanIgnoreReturnValue
    public JsonBytes numberAsText(String name, long value) {
        name(name);
        put('"');
        digits(value);
        put('"');
        return this;
    }

    /// A whole number of seconds as protobuf's JSON has a `Duration`: `"90s"`.
    @CanIgnoreReturnValue
    public JsonBytes seconds(String name, long seconds) {
        name(name);
        put('"');
        digits(seconds);
        put('s');
        put('"');
        return this;
    }

    private void name(String name) {
        if (afterMember) put(',');
        string(name);
        put(':');
        afterMember = true;
    }

    private void digits(long value) {
        if (value < 0) put('-');
        long rest = Math.abs(value);
        long unit = 1;
        while (rest / unit >= 10) unit *= 10;
        for (; unit > 0; unit /= 10) put((int) ('0' + rest / unit % 10));
    }

    private void string(String text) {
        put('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                i += beyondAscii(text, i);
            } else if (c < 0x20 || c == '"' || c == '\\') {
                escaped(c);
            } else {
                append(c);
            }
        }
        put('"');
    }

    private void escaped(char c) {
        put('\\');
        if (c >= 0x20) {
            put(c);
            return;
        }
        char letter = shortEscape(c);
        if (letter != 0) {
            put(letter);
            return;
        }
        put('u');
        put('0');
        put('0');
        put(HEX[c >> 4]);
        put(HEX[c & 0xf]);
    }

    /// The letter of the control characters that have an escape of two characters (RFC 8259, section 7); 0 for others.
    private static char shortEscape(char control) {
        return switch (control) {
            case '\b' -> 'b';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\f' -> 'f';
            case '\r' -> 'r';
            default -> 0;
        };
    }

    /// Gives how many more characters it took: one for a surrogate pair.
    private int beyondAscii(String text, int at) {
        int point = text.codePointAt(at);
        if (point < 0x800) {
            append(0xc0 | (point >> 6));
        } else if (point >= 0x10000) {
            append(0xf0 | (point >> 18));
            append(continuation(point >> 12));
            append(continuation(point >> 6));
        } else if (Character.isSurrogate((char) point)) {
            append('?');
            return 0;
        } else {
            append(0xe0 | (point >> 12));
            append(continuation(point >> 6));
        }
        append(continuation(point));
        return Character.charCount(point) - 1;
    }

    private static int continuation(int bits) {
        return 0x80 | (bits & 0x3f);
    }

    /// What a quoted object must escape once more.
    private void put(int ascii) {
        if (quoted && (ascii == '"' || ascii == '\\')) append('\\');
        append(ascii);
    }

    private void append(int octet) {
        if (length == bytes.length) bytes = Arrays.copyOf(bytes, length * 2);
        bytes[length++] = (byte) octet;
    }
}
