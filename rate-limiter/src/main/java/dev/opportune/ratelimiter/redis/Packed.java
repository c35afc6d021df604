package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes MessagePack values for a script, one after the other, each in its shortest form, into a buffer that may serve
/// again and again (ADR 20). Strings go as raw UTF-8, a missing one as the empty string. Confined to one thread.
public final class Packed {

    /// More than a send may have; a buffer that a larger one made grow is let go.
    private static final int LARGEST_KEPT = 128 * 1024;

    private static final int USUAL = 1024;
    private static final int SMALL = 128;

    /// Of one value without its payload: a marker and eight bytes.
    private static final int MOST_HEAD = 9;

    /// A character of UTF-16 takes at most so many bytes.
    private static final int MOST_BYTES_A_CHAR = 3;

    private byte[] bytes;
    private int length;

    public Packed() {
        this(USUAL);
    }

    private Packed(int size) {
        this.bytes = new byte[size];
    }

    /// For what is packed by itself within another: its buffer is small.
    public static Packed within() {
        return new Packed(SMALL);
    }

    /// Begins anew in the same buffer.
    @CanIgnoreReturnValue
    public Packed restart() {
        if (bytes.length > LARGEST_KEPT) bytes = new byte[USUAL];
        length = 0;
        return this;
    }

    /// Of so many values, which follow.
    @CanIgnoreReturnValue
    public Packed array(int members) {
        room(MOST_HEAD);
        if (members < 16) {
            bytes[length++] = (byte) (0x90 | members);
        } else if (members < 1 << 16) {
            marked(0xdc, members, 2);
        } else {
            marked(0xdd, members, 4);
        }
        return this;
    }

    /// Of so many members, each a name and a value, which follow.
    @CanIgnoreReturnValue
    public Packed map(int members) {
        room(MOST_HEAD);
        if (members < 16) {
            bytes[length++] = (byte) (0x80 | members);
        } else {
            marked(0xde, members, 2);
        }
        return this;
    }

    @CanIgnoreReturnValue
    public Packed put(@Nullable String text) {
        if (text == null) return put(bytes, 0);
        int at = length;
        room(MOST_HEAD + MOST_BYTES_A_CHAR * text.length());
        if (writeAscii(text)) return this;
        length = at;
        return put(text.getBytes(UTF_8));
    }

    /// False: it is not ASCII, and what was written of it does not count.
    private boolean writeAscii(String text) {
        int chars = text.length();
        head(chars);
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) return false;
            bytes[length + i] = (byte) c;
        }
        length += chars;
        return true;
    }

    @CanIgnoreReturnValue
    public Packed put(byte[] text) {
        return put(text, text.length);
    }

    /// All of a buffer, as one string.
    @CanIgnoreReturnValue
    public Packed put(Buffer text) {
        int textBytes = text.length();
        room(MOST_HEAD + textBytes);
        head(textBytes);
        text.getBytes(bytes, length);
        length += textBytes;
        return this;
    }

    /// What another one has packed, as one string.
    @CanIgnoreReturnValue
    public Packed put(Packed within) {
        return put(within.bytes, within.length);
    }

    private Packed put(byte[] text, int textBytes) {
        room(MOST_HEAD + textBytes);
        head(textBytes);
        System.arraycopy(text, 0, bytes, length, textBytes);
        length += textBytes;
        return this;
    }

    /// Of a string of so many bytes.
    private void head(int textBytes) {
        if (textBytes < 32) {
            bytes[length++] = (byte) (0xa0 | textBytes);
        } else if (textBytes < 1 << 8) {
            marked(0xd9, textBytes, 1);
        } else if (textBytes < 1 << 16) {
            marked(0xda, textBytes, 2);
        } else {
            marked(0xdb, textBytes, 4);
        }
    }

    @CanIgnoreReturnValue
    public Packed put(long number) {
        room(MOST_HEAD);
        if (number < 0) negative(number);
        else if (number < 1 << 7) bytes[length++] = (byte) number;
        else if (number < 1 << 8) marked(0xcc, number, 1);
        else if (number < 1 << 16) marked(0xcd, number, 2);
        else if (number < 1L << 32) marked(0xce, number, 4);
        else marked(0xcf, number, 8);
        return this;
    }

    private void negative(long number) {
        if (number >= -32) bytes[length++] = (byte) number;
        else if (number >= Byte.MIN_VALUE) marked(0xd0, number, 1);
        else if (number >= Short.MIN_VALUE) marked(0xd1, number, 2);
        else if (number >= Integer.MIN_VALUE) marked(0xd2, number, 4);
        else marked(0xd3, number, 8);
    }

    /// What was written, in an array of its own.
    public byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    /// A marker and a number of so many bytes, the highest first.
    private void marked(int marker, long number, int size) {
        bytes[length++] = (byte) marker;
        for (int shift = (size - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes[length++] = (byte) (number >>> shift);
        }
    }

    private void room(int more) {
        if (bytes.length - length < more) bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
}
