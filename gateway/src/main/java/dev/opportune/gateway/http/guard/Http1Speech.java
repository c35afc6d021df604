package dev.opportune.gateway.http.guard;

import io.netty.buffer.ByteBuf;
import java.util.function.BooleanSupplier;

/// HTTP/1.1: where a request ends is known to the decoder alone, so it is given little at a time, and what came of it
/// is counted behind it: requests, and the pieces of their bodies, since chunks of a byte cost as much as large ones.
final class Http1Speech implements Speech {

    private final BooleanSupplier isKnown;
    private final Http1Heads heads;
    private int bytes;
    private int requestsBefore;
    private int contentsBefore;
    private boolean wasWithinRequest;
    private boolean isCrumbled;
    private boolean isBlank;

    /// @param isKnown whether the client has shown a key
    Http1Speech(BooleanSupplier isKnown, Http1Heads heads) {
        this.isKnown = isKnown;
        this.heads = heads;
    }

    @Override
    public int next(ByteBuf in, int most) {
        requestsBefore = heads.requests();
        contentsBefore = heads.contents();
        wasWithinRequest = heads.isWithinRequest();
        bytes = Math.min(in.readableBytes(), step());
        isBlank = bytes <= 2 && isLineEnd(in.getByte(in.readerIndex()));
        return bytes;
    }

    private int step() {
        if (!isKnown.getAsBoolean()) return GuardLimits.STEP_WITHOUT_KEY;
        if (isCrumbled) return GuardLimits.STEP_OF_CRUMBS;
        return heads.isWithinRequest() ? GuardLimits.TURN : GuardLimits.STEP;
    }

    @Override
    public int cost() {
        int ofContents = (heads.contents() - contentsBefore) * GuardLimits.CONTENT_COST;
        isCrumbled = ofContents > bytes;
        return bytes + ofContents + (heads.requests() - requestsBefore) * GuardLimits.REQUEST_COST;
    }

    /// Empty lines between requests are let be, as RFC 9112 (section 2.2) asks. The end of a body begins
    /// no head, however long its answer takes.
    @Override
    public boolean isWithinHead() {
        boolean isWithinRequest = wasWithinRequest || heads.isWithinRequest();
        return !isBlank && !isWithinRequest && heads.requests() == requestsBefore;
    }

    private static boolean isLineEnd(byte octet) {
        return octet == '\r' || octet == '\n';
    }
}
