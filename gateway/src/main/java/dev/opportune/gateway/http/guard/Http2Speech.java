package dev.opportune.gateway.http.guard;

import io.netty.buffer.ByteBuf;

/// HTTP/2: frames that are no request have a budget, and beyond it the connection is cut.
final class Http2Speech implements Speech {

    private final ConnectionGuard connection;
    private final FrameBudget budget;
    private final Http2Frames frames;
    private int bytes;

    /// @param prefaceBytes of the preface that have been handed on
    Http2Speech(ConnectionGuard connection, int prefaceBytes, FrameBudget budget) {
        this.connection = connection;
        this.budget = budget;
        this.frames = new Http2Frames(prefaceBytes);
    }

    @Override
    public int next(ByteBuf in, int most) {
        bytes = frames.walk(in, most);
        if (frames.requests() > 0) budget.earn(frames.requests() * GuardLimits.CONTROL_FRAMES_A_REQUEST);
        if (frames.resets() > 0) connection.wereReset(frames.resets());
        if (frames.controls() > 0 && !budget.take(frames.controls(), System.nanoTime())) {
            connection.cut(Cut.CONTROL_FRAMES);
        }
        return bytes;
    }

    @Override
    public int cost() {
        return bytes + frames.requests() * GuardLimits.REQUEST_COST;
    }

    @Override
    public boolean isWithinHead() {
        return frames.isWithinHead();
    }
}
