package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Reads a record of fixed layout that a script wrote: a head by `struct.pack`, of numbers of known width, then strings
/// whose lengths are in the head, in their order. `docs/data.md` gives the layouts.
public final class Fields {

    private final ByteBuffer from;

    public Fields(byte[] record) {
        this.from = ByteBuffer.wrap(record); // big-endian, as the scripts write
    }

    /// A number of one byte, `B`.
    public int one() {
        return Byte.toUnsignedInt(from.get());
    }

    /// A number of two bytes, `I2`.
    public int two() {
        return Short.toUnsignedInt(from.getShort());
    }

    /// A number of four bytes, `I4`, such as a length.
    public int four() {
        return from.getInt();
    }

    /// A number of eight bytes, `i8`.
    public long eight() {
        return from.getLong();
    }

    /// The lengths, `I4` each, of so many strings.
    public int[] lengths(int strings) {
        var lengths = new int[strings];
        for (int i = 0; i < strings; i++) lengths[i] = four();
        return lengths;
    }

    public byte[] bytes(int length) {
        var bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    public String text(int length) {
        return new String(bytes(length), UTF_8);
    }

    /// The text, or null for the empty one, which stands for a missing one.
    public @Nullable String textOrNull(int length) {
        return length == 0 ? null : text(length);
    }

    public void skip(int bytes) {
        from.position(from.position() + bytes);
    }

    public boolean hasMore() {
        return from.hasRemaining();
    }

    /// What is left.
    public byte[] rest() {
        return bytes(from.remaining());
    }
}
