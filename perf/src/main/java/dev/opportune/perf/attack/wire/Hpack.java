package dev.opportune.perf.attack.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A block of headers by HPACK (RFC 7541), every name and value spelled out: nothing is remembered unless it is asked
/// for.
public final class Hpack {

    private static final int NOT_INDEXED = 0x00;
    private static final int INDEXED = 0x40;
    private static final int REFERENCE = 0x80;
    /// The first place of the dynamic table.
    private static final int NEWEST = 62;

    private final ByteArrayOutputStream block = new ByteArrayOutputStream();

    /// What every request has.
    public static Hpack request(String method, String path, String key) {
        var block = new Hpack()
                .header(":method", method)
                .header(":scheme", "http")
                .header(":path", path)
                .header(":authority", "gateway");
        return key.isEmpty() ? block : block.header("authorization", "Bearer " + key);
    }

    public Hpack header(String name, String value) {
        return spelled(NOT_INDEXED, name, value);
    }

    /// With the wish that the other side keep it.
    public Hpack remembered(String name, String value) {
        return spelled(INDEXED, name, value);
    }

    /// What was remembered last, again.
    public Hpack again() {
        block.write(REFERENCE | NEWEST);
        return this;
    }

    public byte[] bytes() {
        return block.toByteArray();
    }

    private Hpack spelled(int kind, String name, String value) {
        block.write(kind);
        text(name);
        text(value);
        return this;
    }

    private void text(String text) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        length(bytes.length);
        block.writeBytes(bytes);
    }

    /// An integer after one bit that says "not by Huffman".
    private void length(int length) {
        if (length < 127) {
            block.write(length);
            return;
        }
        block.write(127);
        int rest = length - 127;
        for (; rest >= 128; rest >>= 7) block.write((rest & 0x7f) | 0x80);
        block.write(rest);
    }
}
