package dev.opportune.gateway.http.guard;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;

/// Sees what the codec of a connection resets and ends for what its client did.
final class Http2Watch extends Http2ConnectionAdapter {

    private final ConnectionGuard connection;

    Http2Watch(ConnectionGuard connection) {
        this.connection = connection;
    }

    @Override
    public void onStreamActive(Http2Stream stream) {
        connection.streamBegan();
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        if (stream.isResetSent()) connection.wereReset(1);
    }

    @Override
    public void onGoAwaySent(int lastStreamId, long errorCode, ByteBuf debugData) {
        if (errorCode == Http2Error.NO_ERROR.code()) return;
        connection.ends(errorCode == Http2Error.ENHANCE_YOUR_CALM.code() ? Cut.RESETS : Cut.PROTOCOL);
    }
}
