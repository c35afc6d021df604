package dev.opportune.gateway.http.guard;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2CodecUtil;

/// A connection in clear text before it is plain whether it begins with the preface of HTTP/2.
final class FirstWords implements Speech {

    private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();

    private int alike;
    private boolean isOther;
    private int cost;

    /// Up to the first byte that is not the preface's: then Vert.x knows, and has put its codec in place.
    @Override
    public int next(ByteBuf in, int most) {
        int at = 0;
        while (at < in.readableBytes() && !isOther && alike < PREFACE.readableBytes()) {
            if (in.getByte(in.readerIndex() + at) == PREFACE.getByte(alike)) alike++;
            else isOther = true;
            at++;
        }
        cost = at;
        return at;
    }

    @Override
    public int cost() {
        return cost;
    }

    boolean isPreface() {
        return alike == PREFACE.readableBytes();
    }

    boolean isOther() {
        return isOther;
    }

    @Override
    public boolean isWithinHead() {
        return true;
    }
}
