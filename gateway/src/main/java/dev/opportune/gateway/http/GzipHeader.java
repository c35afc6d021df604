package dev.opportune.gateway.http;

import dev.opportune.gateway.http.Gunzip.CorruptException;

/// Passes over the head of one gzip member, a byte at a time (RFC 1952, section 2.3): file name, comment and time say
/// nothing to us.
final class GzipHeader {

    private static final int FIXED_BYTES = 10;
    private static final int HEADER_CRC = 0x02;
    private static final int EXTRA = 0x04;
    private static final int NAME = 0x08;
    private static final int COMMENT = 0x10;
    private static final int RESERVED = 0xe0;

    private final boolean first;
    private int seen;
    private int flags;
    /// Of the optional part that is being passed over; -1 while it is not known.
    private int left = -1;
    private int extraLengthBytes;

    GzipHeader() {
        this(true);
    }

    private GzipHeader(boolean first) {
        this.first = first;
    }

    /// That of a further member.
    GzipHeader next() {
        return new GzipHeader(false);
    }

    /// Whether it is wanted: the first is, and one that has begun.
    boolean hasBegun() {
        return first || seen > 0;
    }

    /// Takes one byte; says whether it was the last.
    boolean take(byte b) throws CorruptException {
        int value = b & 0xff;
        if (seen < FIXED_BYTES) fixed(value);
        else optional(value);
        return seen >= FIXED_BYTES && flags == 0;
    }

    private void fixed(int value) throws CorruptException {
        switch (seen++) {
            case 0 -> expect(value == 0x1f);
            case 1 -> expect(value == 0x8b);
            case 2 -> expect(value == 8); // deflate, the only one there is
            case 3 -> {
                expect((value & RESERVED) == 0);
                flags = value & (HEADER_CRC | EXTRA | NAME | COMMENT);
            }
            default -> {} // time, extra flags, operating system
        }
    }

    private void expect(boolean isSo) throws CorruptException {
        if (isSo) return;
        throw new CorruptException(
                first
                        ? "is not gzip (expected: as RFC 1952 has it)"
                        : "goes on after its end (expected: nothing, or gzip)");
    }

    /// In the order of the format.
    private void optional(int value) {
        if ((flags & EXTRA) != 0) extra(value);
        else if ((flags & NAME) != 0) text(value, NAME);
        else if ((flags & COMMENT) != 0) text(value, COMMENT);
        else headerCrc();
    }

    private void extra(int value) {
        if (extraLengthBytes < 2) {
            left = extraLengthBytes++ == 0 ? value : left | value << 8;
            if (extraLengthBytes < 2) return;
        } else {
            left--;
        }
        if (left == 0) done(EXTRA);
    }

    private void text(int value, int flag) {
        if (value == 0) done(flag);
    }

    /// It covers the head alone, which says nothing to us.
    private void headerCrc() {
        left = left < 0 ? 1 : left - 1;
        if (left == 0) done(HEADER_CRC);
    }

    private void done(int flag) {
        flags &= ~flag;
        left = -1;
    }
}
