package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/// Reads the MessagePack values that a script wrote, one after the other. Lua has one number type, so whole numbers may
/// come as doubles.
public final class Unpacked {

    private final byte[] packed;
    private final MessageUnpacker unpacker;

    public Unpacked(byte[] packed) {
        this.packed = packed;
        this.unpacker = MessagePack.newDefaultUnpacker(packed);
    }

    /// Enters an array and gives its length. An empty Lua table may come as an empty map.
    @CanIgnoreReturnValue
    public int array() {
        return read(() -> {
            if (unpacker.getNextFormat().getValueType().isMapType()) {
                int members = unpacker.unpackMapHeader();
                if (members != 0) throw new IOException("a map of " + members + " where an array was expected");
                return 0;
            }
            return unpacker.unpackArrayHeader();
        });
    }

    /// Enters a map and gives its number of members.
    public int members() {
        return read(unpacker::unpackMapHeader);
    }

    public byte[] bytes() {
        return read(() -> unpacker.readPayload(unpacker.unpackRawStringHeader()));
    }

    public String text() {
        return new String(bytes(), UTF_8);
    }

    /// The text, or null for the empty one, which stands for a missing one.
    @Nullable
    public String textOrNull() {
        var text = text();
        return text.isEmpty() ? null : text;
    }

    public long number() {
        return read(() -> unpacker.getNextFormat().getValueType().isFloatType()
                ? (long) unpacker.unpackDouble()
                : unpacker.unpackLong());
    }

    public int smallNumber() {
        return Math.toIntExact(number());
    }

    public boolean yes() {
        return read(unpacker::unpackBoolean);
    }

    /// A text, a whole number or a yes or no.
    public Object scalar() {
        return switch (read(() -> unpacker.getNextFormat().getValueType())) {
            case BOOLEAN -> yes();
            case INTEGER, FLOAT -> number();
            default -> text();
        };
    }

    public <T> List<T> list(Read<T> member) {
        int members = array();
        var list = new ArrayList<T>(members);
        for (int i = 0; i < members; i++) list.add(read(member));
        return list;
    }

    /// Whether another value follows.
    public boolean hasNext() {
        return read(unpacker::hasNext);
    }

    public void skip(int values) {
        try {
            unpacker.skipValue(values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What follows the values that were read, as it is.
    public byte[] rest() {
        return Arrays.copyOfRange(packed, Math.toIntExact(unpacker.getTotalReadBytes()), packed.length);
    }

    private static <T> T read(Read<T> read) {
        try {
            return read.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it reads from memory: the value has another shape
        }
    }

    public interface Read<T> {
        T run() throws IOException;
    }
}
