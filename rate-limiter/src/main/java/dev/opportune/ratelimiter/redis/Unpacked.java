package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the MessagePack values that a script wrote, one after the other. Lua has one number type, so whole numbers may
/// come as doubles. Whatever is of another shape than asked for is a defect: an [IllegalStateException].
public final class Unpacked {

    private final byte[] packed;
    private int at;

    public Unpacked(byte[] packed) {
        this.packed = packed;
    }

    /// Enters an array and gives its length. An empty Lua table may come as an empty map.
    @CanIgnoreReturnValue
    public int array() {
        int marker = next();
        if (marker == 0x80) return 0;
        if ((marker & 0xf0) == 0x90) return marker & 0x0f;
        return switch (marker) {
            case 0xdc -> length(2);
            case 0xdd -> length(4);
            default -> throw unlike("an array", marker);
        };
    }

    /// Enters a map and gives its number of members.
    public int members() {
        int marker = next();
        if ((marker & 0xf0) == 0x80) return marker & 0x0f;
        return switch (marker) {
            case 0xde -> length(2);
            case 0xdf -> length(4);
            default -> throw unlike("a map", marker);
        };
    }

    public byte[] bytes() {
        int length = string();
        at += length;
        return Arrays.copyOfRange(packed, at - length, at);
    }

    public String text() {
        int length = string();
        at += length;
        return new String(packed, at - length, length, UTF_8);
    }

    /// Enters a string and gives its length in bytes.
    private int string() {
        int marker = next();
        int length = switch (marker) {
            case 0xd9 -> length(1);
            case 0xda -> length(2);
            case 0xdb -> length(4);
            default -> {
                if ((marker & 0xe0) != 0xa0) throw unlike("a string", marker);
                yield marker & 0x1f;
            }
        };
        if (length > packed.length - at) throw cut();
        return length;
    }

    /// The text, or null for the empty one, which stands for a missing one.
    @Nullable
    public String textOrNull() {
        var text = text();
        return text.isEmpty() ? null : text;
    }

    public long number() {
        int marker = next();
        if (marker < 0x80 || marker >= 0xe0) return (byte) marker;
        return switch (marker) {
            case 0xca -> (long) Float.intBitsToFloat((int) take(4));
            case 0xcb -> (long) Double.longBitsToDouble(take(8));
            case 0xcc -> take(1) & 0xffL;
            case 0xcd -> take(2) & 0xffffL;
            case 0xce -> take(4) & 0xffff_ffffL;
            case 0xcf, 0xd3 -> take(8);
            case 0xd0, 0xd1, 0xd2 -> take(1 << (marker - 0xd0));
            default -> throw unlike("a number", marker);
        };
    }

    public int smallNumber() {
        return Math.toIntExact(number());
    }

    public boolean yes() {
        int marker = next();
        if ((marker & 0xfe) != 0xc2) throw unlike("a yes or no", marker);
        return marker == 0xc3;
    }

    /// A text, a whole number or a yes or no.
    public Object scalar() {
        if (!hasNext()) throw cut();
        int marker = Byte.toUnsignedInt(packed[at]);
        if ((marker & 0xfe) == 0xc2) return yes();
        boolean isText = (marker & 0xe0) == 0xa0 || (marker >= 0xd9 && marker <= 0xdb);
        return isText ? text() : (Object) number();
    }

    public <T> List<T> list(Read<T> member) {
        int members = array();
        var list = new ArrayList<T>(Math.min(members, packed.length - at));
        for (int i = 0; i < members; i++) list.add(member.run());
        return list;
    }

    /// Whether another value follows.
    public boolean hasNext() {
        return at < packed.length;
    }

    /// Passes over so many values, with all that is in them.
    public void skip(int values) {
        for (long left = values; left > 0; left--) {
            int marker = next();
            if (marker < 0x80 || marker >= 0xe0) continue; // a number in itself
            if (marker < 0xc0) {
                int within = marker & (marker < 0xa0 ? 0x0f : 0x1f);
                if (marker < 0x90) left += 2L * within;
                else if (marker < 0xa0) left += within;
                else pass(within);
                continue;
            }
            switch (marker) {
                case 0xc0, 0xc2, 0xc3 -> {} // nothing, no, yes
                case 0xcc, 0xd0 -> pass(1);
                case 0xcd, 0xd1 -> pass(2);
                case 0xca, 0xce, 0xd2 -> pass(4);
                case 0xcb, 0xcf, 0xd3 -> pass(8);
                case 0xd9 -> pass(length(1));
                case 0xda -> pass(length(2));
                case 0xdb -> pass(length(4));
                case 0xdc -> left += length(2);
                case 0xdd -> left += length(4);
                case 0xde -> left += 2L * length(2);
                case 0xdf -> left += 2L * length(4);
                default -> throw unlike("a value", marker);
            }
        }
    }

    private void pass(int bytes) {
        if (bytes > packed.length - at) throw cut();
        at += bytes;
    }

    /// What follows the values that were read, as it is.
    public byte[] rest() {
        return Arrays.copyOfRange(packed, at, packed.length);
    }

    private int next() {
        return (int) take(1) & 0xff;
    }

    private int length(int size) {
        long length = size == 4 ? take(4) : take(size) & 0xffff;
        if (size == 1) length &= 0xff;
        if (length < 0 || length > packed.length) throw cut();
        return (int) length;
    }

    /// A number of so many bytes, the highest first and with a sign.
    private long take(int size) {
        if (size > packed.length - at) throw cut();
        long number = packed[at++];
        for (int i = 1; i < size; i++) number = number << Byte.SIZE | Byte.toUnsignedInt(packed[at++]);
        return number;
    }

    private static IllegalStateException unlike(String expected, int marker) {
        return new IllegalStateException("a script gave 0x%02x (expected: %s)".formatted(marker, expected));
    }

    private static IllegalStateException cut() {
        return new IllegalStateException("a script gave less than it said");
    }

    public interface Read<T> {
        T run();
    }
}
