package dev.opportune.perf.attack.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// The frames of HTTP/2 (RFC 9113, section 6), by their numbers.
public enum Frame {
    DATA(0),
    HEADERS(1),
    PRIORITY(2),
    RST_STREAM(3),
    SETTINGS(4),
    PUSH_PROMISE(5),
    PING(6),
    GOAWAY(7),
    WINDOW_UPDATE(8),
    CONTINUATION(9);

    public static final int END_STREAM = 0x1;
    public static final int ACK = 0x1;
    public static final int END_HEADERS = 0x4;

    static final int HEAD_BYTES = 9;

    private final byte type;

    Frame(int type) {
        this.type = (byte) type;
    }

    /// The kind of this number; nothing for one that RFC 9113 does not have.
    static Optional<Frame> of(byte type) {
        return Arrays.stream(values()).filter(it -> it.type == type).findFirst();
    }

    /// The bytes of one, whatever it says.
    public byte[] bytes(int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(HEAD_BYTES + payload.length)
                .putInt((payload.length << 8) | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /// Four bytes, as most payloads have them.
    public static byte[] int32(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    static void int32(int number, byte[] into, int at) {
        ByteBuffer.wrap(into).putInt(at, number);
    }

    static int int32(byte[] from, int at) {
        return ByteBuffer.wrap(from).getInt(at);
    }
}
