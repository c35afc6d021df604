package dev.opportune.gateway.http.guard;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The end of one connection when the gateway ends, so that its client loses no request.
///
/// **HTTP/1.1**: each answer says `Connection: close`, and with its last byte the connection ends ([Http1Heads]). One
/// that nothing is under way on is left alone until the end of the grace, since a request may be on its way to it.
///
/// **HTTP/2**, by RFC 9113, section 6.8: a first GOAWAY that takes nothing back, and the last one when the client has
/// had time to hear of it; streams that were begun until then are answered.
///
/// Used on the lane's event loop.
final class Farewell {

    /// On stream 0, without an error: no stream up to 2^31-1 is refused.
    private static final byte[] FIRST_GO_AWAY = {0, 0, 8, 7, 0, 0, 0, 0, 0, 0x7f, -1, -1, -1, 0, 0, 0, 0};

    private static final long UNTIL_ALL_STREAMS_END = -1;

    private final Farewells lane;
    private final ChannelHandlerContext ctx;
    private final Intake intake;
    private boolean isHttp2;
    private boolean hasSaidGoAway;
    private boolean isLingering;

    /// @param ctx of the guard
    Farewell(Farewells lane, ChannelHandlerContext ctx, Intake intake) {
        this.lane = lane;
        this.ctx = ctx;
        this.intake = intake;
        lane.opened(this);
        var _ = ctx.channel().closeFuture().addListener(_ -> lane.closed(this));
    }

    boolean hasBegun() {
        return lane.haveBegun();
    }

    void openedHttp2() {
        isHttp2 = true;
    }

    void begin() {
        if (isHttp2) sayGoAway();
    }

    /// A connection that came after the farewell had begun is told at its first stream: a client that is told before
    /// would come again at once.
    void streamBegan() {
        if (lane.haveBegun()) sayGoAway();
    }

    /// Past the codec, which refuses streams after any GOAWAY of its own.
    private void sayGoAway() {
        if (hasSaidGoAway) return;
        hasSaidGoAway = true;
        var _ = ctx.writeAndFlush(Unpooled.wrappedBuffer(FIRST_GO_AWAY));
    }

    /// An answer has gone.
    void answered() {
        if (lane.areEnding()) endWhenQuiet();
    }

    /// What has just arrived, or is about to, is still served.
    void endWhenQuiet() {
        later(GuardLimits.QUIET, this::endIfQuiet);
    }

    private void endIfQuiet() {
        if (isHttp2) {
            var codec = ctx.pipeline().get(Http2ConnectionHandler.class);
            if (codec != null) codec.gracefulShutdownTimeoutMillis(UNTIL_ALL_STREAMS_END);
            var _ = ctx.channel().close();
        } else if (intake.isQuiet()) {
            var _ = ctx.channel().close();
        }
    }

    boolean isLingering() {
        return isLingering;
    }

    /// Ends what this side says, throws away what still comes, and closes when the client does, or after a while: TCP
    /// takes back what was sent when a side leaves with something unread.
    ///
    /// @param promise completes when the connection is closed
    void linger(ChannelPromise promise) {
        whenClosed(promise);
        if (isLingering) return;
        isLingering = true;
        var channel = (DuplexChannel) ctx.channel();
        var tls = ctx.pipeline().get(SslHandler.class);
        if (tls == null) {
            endOutput(channel);
        } else {
            // Clients have been seen to take the end of a connection for that of the answer which came with it.
            later(GuardLimits.LAST_WORD, () -> {
                if (!channel.isActive()) return; // TLS has nobody left to tell, and would complain
                var _ = tls.closeOutbound().addListener(_ -> endOutput(channel));
            });
        }
        channel.config().setAutoRead(true);
        later(GuardLimits.LINGER, () -> {
            var _ = ctx.close();
        });
    }

    private static void endOutput(DuplexChannel channel) {
        var _ = channel.shutdownOutput();
    }

    private void whenClosed(ChannelPromise promise) {
        var _ = ctx.channel().closeFuture().addListener(_ -> promise.trySuccess());
    }

    private void later(Duration time, Runnable action) {
        var _ = ctx.executor().schedule(action, time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
