package dev.opportune.connectors.apns;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2FrameLogger;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.logging.LogLevel;

/// Watches a connection's frames, for what Pushy knows and does not tell: how many streams the server allows,
/// which stream a message went out on, the last stream of a GOAWAY, the status of an answer without a body. Logs
/// nothing.
///
/// Inbound frames are seen before Pushy handles them, outbound ones as they are encoded.
final class ApnsFrames extends Http2FrameLogger {

    private final ApnsConnection connection;

    ApnsFrames(ApnsConnection connection) {
        super(LogLevel.TRACE, ApnsFrames.class);
        this.connection = connection;
    }

    @Override
    public boolean isEnabled() {
        return false;
    }

    @Override
    public void logSettings(Direction direction, ChannelHandlerContext ctx, Http2Settings settings) {
        if (direction == Direction.OUTBOUND) {
            connection.connected(ctx.channel());
            return;
        }
        connection.heard();
        Long maxStreams = settings.maxConcurrentStreams();
        if (maxStreams != null) {
            connection.streamsAllowed(maxStreams);
        }
    }

    @Override
    public void logHeaders(
            Direction direction,
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int padding,
            boolean endStream) {
        headers(direction, streamId, headers, endStream);
    }

    @Override
    public void logHeaders(
            Direction direction,
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endStream) {
        headers(direction, streamId, headers, endStream);
    }

    private void headers(Direction direction, int streamId, Http2Headers headers, boolean endStream) {
        if (direction == Direction.OUTBOUND) {
            connection.wroteHeaders(streamId);
            return;
        }
        connection.heard();
        if (endStream) {
            connection.answeredWithoutBody(streamId, headers.status());
        }
    }

    @Override
    public void logData(
            Direction direction,
            ChannelHandlerContext ctx,
            int streamId,
            ByteBuf data,
            int padding,
            boolean endStream) {
        if (direction == Direction.INBOUND) {
            connection.heard();
        }
    }

    @Override
    public void logSettingsAck(Direction direction, ChannelHandlerContext ctx) {
        if (direction == Direction.INBOUND) {
            connection.heard();
        }
    }

    @Override
    public void logPingAck(Direction direction, ChannelHandlerContext ctx, long data) {
        if (direction == Direction.INBOUND) {
            connection.heard();
        }
    }

    @Override
    public void logGoAway(
            Direction direction, ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData) {
        if (direction == Direction.INBOUND) {
            connection.goneAway(lastStreamId);
        }
    }
}
