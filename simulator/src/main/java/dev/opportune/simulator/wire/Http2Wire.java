package dev.opportune.simulator.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.function.BiConsumer;

/// The frames of one HTTP/2 connection: gathers requests, and refuses streams above the limit.
///
/// The limit is kept here and not by Netty, which takes the DATA of a stream that it refused for a connection error.
/// A new limit holds from the client's acknowledgement of our SETTINGS (RFC 9113, 6.5.3); the first one holds at once,
/// since APNs allows one stream until a client has authenticated.
final class Http2Wire extends Http2FrameAdapter {

    private final int largestBody;
    private final BiConsumer<ChannelHandlerContext, Request> requests;
    private final Http2ConnectionHandler handler;
    private final Http2Connection connection;
    private final Http2Connection.PropertyKey gathering;
    private int streamLimit;

    Http2Wire(int initialStreams, int largestBody, BiConsumer<ChannelHandlerContext, Request> requests) {
        this.streamLimit = initialStreams;
        this.largestBody = largestBody;
        this.requests = requests;
        this.handler = new Http2ConnectionHandlerBuilder()
                .server(true)
                .initialSettings(Http2Settings.defaultSettings().maxConcurrentStreams(initialStreams))
                // A client may cancel, and a simulator refuse, as many streams as a test needs.
                .decoderEnforceMaxRstFramesPerWindow(0, 0)
                .encoderEnforceMaxRstFramesPerWindow(0, 0)
                .gracefulShutdownTimeoutMillis(0)
                .frameListener(this)
                .build();
        this.connection = handler.connection();
        this.gathering = connection.newKey();
        leaveLimitToUs();
    }

    Http2ConnectionHandler handler() {
        return handler;
    }

    @Override
    public void onSettingsAckRead(ChannelHandlerContext ctx) {
        int acknowledged = connection.remote().maxActiveStreams();
        if (acknowledged != Integer.MAX_VALUE) {
            streamLimit = acknowledged;
            leaveLimitToUs();
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endStream) {
        onHeadersRead(ctx, streamId, headers, padding, endStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean endStream) {
        Http2Stream stream = connection.stream(streamId);
        GatheringRequest begun = stream.getProperty(gathering);
        if (begun == null && connection.numActiveStreams() > streamLimit) {
            Writes.logFailure(handler.resetStream(ctx, streamId, Http2Error.REFUSED_STREAM.code(), ctx.newPromise()));
            return;
        }
        GatheringRequest request = begun == null ? new GatheringRequest(headers, streamId, largestBody) : begun;
        stream.setProperty(gathering, request);
        if (endStream) requests.accept(ctx, request.whole());
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream) {
        int consumed = data.readableBytes() + padding;
        Http2Stream stream = connection.stream(streamId);
        GatheringRequest request = stream.getProperty(gathering);
        if (request != null) {
            request.add(data);
            if (endOfStream) requests.accept(ctx, request.whole());
        }
        return consumed;
    }

    private void leaveLimitToUs() {
        connection.remote().maxActiveStreams(Integer.MAX_VALUE);
    }
}
