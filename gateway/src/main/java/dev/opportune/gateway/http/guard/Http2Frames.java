package dev.opportune.gateway.http.guard;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;

/// Walks along the bytes of an HTTP/2 connection as they come in, and sees of each frame its nine bytes of header (RFC
/// 9113, section 4.1): which are requests, which are none. What is in them is left to the codec.
final class Http2Frames {

    static final int PREFACE_BYTES = 24;
    private static final int HEADER_BYTES = 9;
    private static final int TYPE_AT = 3;
    private static final int FLAGS_AT = 4;

    private int prefaceLeft;
    private int headerBytes;
    private int length;
    private byte type = Http2FrameTypes.SETTINGS;
    private short flags;
    private int payloadLeft;
    private boolean began;
    private boolean blockIsOpen;

    private int requests;
    private int controls;
    private int resets;

    /// @param prefaceBytes of the preface that came before
    Http2Frames(int prefaceBytes) {
        this.prefaceLeft = PREFACE_BYTES - prefaceBytes;
    }

    /// Whether this, which is written, is a SETTINGS or a PING frame: an answer to what a flood is made of.
    static boolean isAcknowledgement(Object written) {
        if (!(written instanceof ByteBuf frame) || frame.readableBytes() < HEADER_BYTES) return false;
        byte type = frame.getByte(frame.readerIndex() + TYPE_AT);
        return type == Http2FrameTypes.SETTINGS || type == Http2FrameTypes.PING;
    }

    /// Walks on to the end of the frame with which the cost of a turn is reached, and gives how many bytes that were.
    /// Then the counts are those of these bytes.
    int walk(ByteBuf in, int most) {
        requests = 0;
        controls = 0;
        resets = 0;
        int from = in.readerIndex();
        int at = from;
        int end = in.writerIndex();
        while (at < end && (at - from + requests * GuardLimits.REQUEST_COST < most || isWithinFrame())) {
            if (prefaceLeft > 0) {
                int bytes = Math.min(prefaceLeft, end - at);
                prefaceLeft -= bytes;
                at += bytes;
            } else if (payloadLeft > 0) {
                int bytes = Math.min(payloadLeft, end - at);
                payloadLeft -= bytes;
                at += bytes;
                if (payloadLeft == 0) began = true;
            } else {
                header(in.getByte(at++));
            }
        }
        return at - from;
    }

    private boolean isWithinFrame() {
        return headerBytes > 0 || payloadLeft > 0;
    }

    private void header(byte octet) {
        int at = headerBytes++;
        if (at < TYPE_AT) length = (length << Byte.SIZE) | (octet & 0xff);
        else if (at == TYPE_AT) type = octet;
        else if (at == FLAGS_AT) flags = (short) (octet & 0xff);
        if (headerBytes < HEADER_BYTES) return;
        count(new Http2Flags(flags));
        headerBytes = 0;
        payloadLeft = length;
        length = 0;
        if (payloadLeft == 0) began = true;
    }

    private void count(Http2Flags flags) {
        if (type == Http2FrameTypes.HEADERS) {
            requests++;
            blockIsOpen = !flags.endOfHeaders();
        } else if (type == Http2FrameTypes.CONTINUATION) {
            controls++;
            blockIsOpen &= !flags.endOfHeaders();
        } else if (type == Http2FrameTypes.DATA) {
            if (length < GuardLimits.SMALL_DATA_BYTES && !flags.endOfStream()) controls++;
        } else {
            controls++;
            if (type == Http2FrameTypes.RST_STREAM) resets++;
        }
    }

    int requests() {
        return requests;
    }

    int controls() {
        return controls;
    }

    int resets() {
        return resets;
    }

    /// Whether the codec waits for the rest of the preface, of a header block, or of a frame other than DATA: bodies
    /// have a time of their own.
    boolean isWithinHead() {
        return !began || blockIsOpen || headerBytes > 0 || (payloadLeft > 0 && type != Http2FrameTypes.DATA);
    }
}
