package dev.opportune.connectors.apns;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameLogger;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.StreamBufferingEncoder;
import io.netty.handler.logging.LogLevel;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Watches a connection's frames, for what Pushy knows and does not tell: how many streams the server allows, which
/// stream a message went out on and whether all of it did, refused streams, the last stream of a GOAWAY, the status of
/// an answer without a body. Logs nothing.
///
/// Inbound frames are seen before Pushy handles them, outbound ones as they are encoded. What is kept is bounded by the
/// messages in flight.
final class ApnsFrames extends Http2FrameLogger {

    private final ApnsConnection connection;
    private final Queue<ApnsAttempt> awaitingStream = new ArrayDeque<>();
    private final IntObjectMap<ApnsAttempt> byStream = new IntObjectHashMap<>();
    private @Nullable ChannelHandlerContext http2;
    private int lastStreamOfGoAway = Integer.MAX_VALUE;

    ApnsFrames(ApnsConnection connection) {
        super(LogLevel.TRACE, ApnsFrames.class);
        this.connection = connection;
    }

    /// Whether the server said that it did not look at this stream (RFC 9113, 6.8).
    boolean isBeyondGoAway(int streamId) {
        return streamId > lastStreamOfGoAway;
    }

    /// Pushy writes this attempt's headers next. Streams are opened in this order.
    void writing(ApnsAttempt attempt) {
        awaitingStream.add(attempt);
    }

    /// Pushy is done with it.
    void forget(ApnsAttempt attempt) {
        if (attempt.hasStream()) {
            byStream.remove(attempt.streamId());
        } else {
            awaitingStream.remove(attempt);
        }
    }

    /// Resets an attempt's stream, so that another message may have one (RFC 9113, 8.7).
    void cancel(ApnsAttempt attempt) {
        ChannelHandlerContext ctx = http2;
        if (ctx != null && ctx.handler() instanceof Http2ConnectionHandler handler) {
            var _ = handler.resetStream(ctx, attempt.streamId(), Http2Error.CANCEL.code(), ctx.newPromise());
            ctx.flush();
        }
    }

    /// Asks for a sign of life, in Pushy's own way: it complains of the answer to a PING that it did not send itself.
    void ping() {
        ChannelHandlerContext ctx = http2;
        if (ctx != null) {
            ctx.pipeline().fireUserEventTriggered(IdleStateEvent.ALL_IDLE_STATE_EVENT);
        }
    }

    /// Ends a refused stream before Pushy hears of it: Pushy would write the message again on this connection, where it
    /// was refused, and keep it until there is a stream.
    private void forgetStream(int streamId) {
        ChannelHandlerContext ctx = http2;
        if (ctx != null && ctx.handler() instanceof Http2ConnectionHandler handler) {
            Http2Stream stream = handler.connection().stream(streamId);
            if (stream != null) handler.closeStream(stream, ctx.newSucceededFuture());
        }
    }

    /// How many messages Netty keeps until there is a stream for them.
    int queued() {
        ChannelHandlerContext ctx = http2;
        return ctx != null
                        && ctx.handler() instanceof Http2ConnectionHandler handler
                        && handler.encoder() instanceof StreamBufferingEncoder buffering
                ? buffering.numBufferedStreams()
                : 0;
    }

    @Override
    public boolean isEnabled() {
        return false;
    }

    @Override
    public void logSettings(Direction direction, ChannelHandlerContext ctx, Http2Settings settings) {
        if (direction == Direction.OUTBOUND) {
            http2 = ctx;
            connection.connected(ctx);
            return;
        }
        connection.heardFrame();
        Long maxStreams = settings.maxConcurrentStreams();
        if (maxStreams != null) connection.allowed(maxStreams);
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
        if (direction == Direction.INBOUND) {
            connection.heardFrame();
            ApnsAttempt answered = endStream ? byStream.get(streamId) : null;
            if (answered != null) answered.answeredWithoutBody(headers.status());
            return;
        }
        ApnsAttempt written = awaitingStream.poll();
        if (written != null) {
            written.wroteHeadersOn(streamId);
            byStream.put(streamId, written);
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
            connection.heardFrame();
            return;
        }
        ApnsAttempt written = endStream ? byStream.get(streamId) : null;
        if (written != null) written.whole();
    }

    @Override
    public void logRstStream(Direction direction, ChannelHandlerContext ctx, int streamId, long errorCode) {
        if (direction == Direction.OUTBOUND) return;
        connection.heardFrame();
        ApnsAttempt attempt = errorCode == Http2Error.REFUSED_STREAM.code() ? byStream.get(streamId) : null;
        if (attempt != null) {
            attempt.refused();
            connection.refused();
            forgetStream(streamId);
        }
    }

    @Override
    public void logSettingsAck(Direction direction, ChannelHandlerContext ctx) {
        heard(direction);
    }

    @Override
    public void logPingAck(Direction direction, ChannelHandlerContext ctx, long data) {
        heard(direction);
    }

    private void heard(Direction direction) {
        if (direction == Direction.INBOUND) connection.heardFrame();
    }

    @Override
    public void logGoAway(
            Direction direction, ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData) {
        if (direction == Direction.INBOUND) {
            connection.heardFrame();
            lastStreamOfGoAway = lastStreamId;
            connection.leaving();
        }
    }
}
