package dev.opportune.gateway.http;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Inflates gzip (RFC 1952) as it comes in, a step at a time, so that whoever takes the steps can stop wherever its
/// bound is: a kilobyte may hold a megabyte. Holds one part of what came and the inflater's window.
///
/// Members may follow one another (as `cat a.gz b.gz` makes them); anything else after a member is a fault. Neither
/// `HttpContentDecompressor` nor Vert.x's `decompressionSupported` would do: they inflate each part whole before
/// anybody can stop them, bound a part and not a body, and pass over what is cut short or follows the end.
final class Gunzip implements AutoCloseable {

    /// The most that one step gives.
    static final int STEP_BYTES = 8 * 1024;

    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] step = new byte[STEP_BYTES];
    private final byte[] trailer = new byte[8];
    private GzipHeader header = new GzipHeader();
    private Part part = Part.HEADER;
    private byte[] in = new byte[0];
    private int at;
    private int trailerBytes;

    private enum Part {
        HEADER,
        DEFLATED,
        TRAILER
    }

    /// It is not gzip, or not what was compressed; the message says so in plain words.
    static final class CorruptException extends Exception {
        private static final long serialVersionUID = 1L;

        CorruptException(String what) {
            super("Content-Encoding: gzip: the body " + what, null, false, false);
        }

        String detail() {
            return String.valueOf(getMessage());
        }
    }

    /// Takes the next part of the body, once [#next] has given null.
    void add(Buffer compressed) {
        assert isEmpty();
        in = compressed.getBytes();
        at = 0;
    }

    /// Gives the next [#STEP_BYTES] at most, or null when more of the body is needed.
    @Nullable
    Buffer next() throws CorruptException {
        while (part == Part.DEFLATED || !isEmpty()) {
            switch (part) {
                case HEADER -> {
                    if (header.take(in[at++])) begin();
                }
                case DEFLATED -> {
                    var step = inflate();
                    if (step != null) return step;
                    if (part == Part.DEFLATED) return null;
                }
                case TRAILER -> {
                    trailer[trailerBytes++] = in[at++];
                    if (trailerBytes == trailer.length) end();
                }
            }
        }
        return null;
    }

    /// Says that no more comes.
    void finish() throws CorruptException {
        if (part != Part.HEADER || header.hasBegun()) throw cutShort();
    }

    static CorruptException cutShort() {
        return new CorruptException("is cut short (expected: whole)");
    }

    @Override
    public void close() {
        inflater.end();
    }

    private boolean isEmpty() {
        return at == in.length;
    }

    private void begin() {
        part = Part.DEFLATED;
        inflater.reset();
        crc.reset();
    }

    private @Nullable Buffer inflate() throws CorruptException {
        if (inflater.needsInput() && !isEmpty()) inflater.setInput(in, at, in.length - at);
        int bytes;
        try {
            bytes = inflater.inflate(step);
        } catch (DataFormatException e) {
            throw new CorruptException("is damaged (expected: as it was compressed)");
        }
        at = in.length - inflater.getRemaining();
        if (inflater.finished()) {
            part = Part.TRAILER;
            trailerBytes = 0;
        }
        crc.update(step, 0, bytes);
        return bytes == 0 ? null : Buffer.buffer(Arrays.copyOf(step, bytes));
    }

    /// The checksum and the length, both of what was inflated and little-endian.
    private void end() throws CorruptException {
        if (number(0) != (int) crc.getValue() || number(4) != (int) inflater.getBytesWritten()) {
            throw new CorruptException("has another checksum or length than it says (expected: as it was compressed)");
        }
        part = Part.HEADER;
        header = header.next();
    }

    private int number(int from) {
        return (trailer[from] & 0xff)
                | (trailer[from + 1] & 0xff) << 8
                | (trailer[from + 2] & 0xff) << 16
                | (trailer[from + 3] & 0xff) << 24;
    }
}
