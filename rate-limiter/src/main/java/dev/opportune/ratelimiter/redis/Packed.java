package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/// Writes MessagePack values for a script, one after the other. Strings go as raw UTF-8, a missing one as the empty
/// string.
public final class Packed {

    private static final MessagePack.PackerConfig LONG = new MessagePack.PackerConfig().withBufferSize(1024);
    private static final MessagePack.PackerConfig SHORT = new MessagePack.PackerConfig().withBufferSize(128);

    private final MessageBufferPacker packer;

    public Packed() {
        this(LONG);
    }

    private Packed(MessagePack.PackerConfig config) {
        this.packer = config.newBufferPacker();
    }

    /// For what is packed by itself within another: its buffer is small.
    public static Packed within() {
        return new Packed(SHORT);
    }

    @CanIgnoreReturnValue
    public Packed array(int members) {
        return write(() -> packer.packArrayHeader(members));
    }

    @CanIgnoreReturnValue
    public Packed put(@Nullable String text) {
        return put(text == null ? new byte[0] : text.getBytes(UTF_8));
    }

    @CanIgnoreReturnValue
    public Packed put(byte[] text) {
        return write(() -> packer.packRawStringHeader(text.length).writePayload(text));
    }

    @CanIgnoreReturnValue
    public Packed put(long number) {
        return write(() -> packer.packLong(number));
    }

    public byte[] bytes() {
        return packer.toByteArray();
    }

    @CanIgnoreReturnValue
    private Packed write(Write write) {
        try {
            write.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it writes to memory
        }
    }

    private interface Write {
        @CanIgnoreReturnValue
        Object run() throws IOException;
    }
}
