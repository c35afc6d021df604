package dev.opportune.simulator.wire;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.opportune.simulator.behaviour.ProviderScript;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An HTTP/2 connection of a client: answers its requests, and does what a test wants done to it.
final class Http2ClientConnection implements ClientConnection, ConnectionHandle {

    private static final JsonMapper JSON = new JsonMapper();

    private static final Logger LOG = LoggerFactory.getLogger(Http2ClientConnection.class);

    private final Channel channel;
    private final Exchanges exchanges;
    private final Http2ConnectionHandler handler;
    private final Http2Connection connection;
    private final ProviderScript script;
    private final IdleWatch idle;
    private int allowedStreams;
    private int announcedStreams;
    private boolean flushComing;
    private boolean leaving;

    Http2ClientConnection(Channel channel, ProviderService service, ProviderScript script, ExchangesFactory exchanges) {
        this.channel = channel;
        this.script = script;
        this.allowedStreams = service.initialStreams();
        this.announcedStreams = Math.min(allowedStreams, script.largestStreams());
        var wire = new Http2Wire(announcedStreams, service.largestBody(), this::accept);
        this.handler = wire.handler();
        this.connection = handler.connection();
        this.exchanges = exchanges.create(channel, service.connected(this));
        this.idle = new IdleWatch(channel, script, () -> openStreams() > 0, () -> goAway("IdleTimeout"));
        connection.addListener(new StreamEnds());
    }

    Http2ConnectionHandler handler() {
        return handler;
    }

    @Override
    public void allowStreams(int streams) {
        allowedStreams = streams;
        announceStreams();
    }

    @Override
    public int largestStreams() {
        return script.largestStreams();
    }

    @Override
    public void scriptChanged() {
        announceStreams();
        idle.scriptChanged();
    }

    private void announceStreams() {
        int streams = Math.min(allowedStreams, script.largestStreams());
        if (streams == announcedStreams || !channel.isActive()) return;
        announcedStreams = streams;
        ChannelHandlerContext ctx = context();
        Writes.logFailure(handler.encoder()
                .writeSettings(ctx, new Http2Settings().maxConcurrentStreams(streams), ctx.newPromise()));
        flushSoon();
    }

    /// Two frames, as RFC 9113 (6.8) has a server leave: first the largest stream id there can be, so that no request
    /// on its way is lost, then the last one that came. Sending only the second makes Netty drop work in flight.
    @Override
    public void goAway(String reason) {
        exchanges.thaw(); // a GOAWAY that was to come later is off
        leave(reason, connection.remote()::lastStreamCreated);
    }

    /// Netty itself forgets the streams above the last one that GOAWAY names.
    @Override
    public void goAway(String reason, int unhandled) {
        exchanges.holdBack(unhandled, () -> leave(reason, exchanges::forgetUnhandled));
    }

    private void leave(String reason, IntSupplier lastStream) {
        if (leaving) return;
        leaving = true;
        sendGoAway(Integer.MAX_VALUE, reason);
        channel.eventLoop().execute(() -> {
            sendGoAway(lastStream.getAsInt(), reason);
            closeWhenIdle();
        });
    }

    @Override
    public void reset() {
        Resets.reset(channel);
    }

    @Override
    public void thaw() {
        exchanges.thaw();
    }

    @Override
    public int openStreams() {
        return connection.numActiveStreams();
    }

    private void accept(ChannelHandlerContext ctx, Request request) {
        try {
            exchanges.accept(request, answer -> answer(ctx, request.stream(), answer));
        } catch (RuntimeException e) {
            LOG.error("a request of HTTP/2 failed: {} {}", request.method(), request.path(), e);
            throw e;
        }
    }

    private void answer(ChannelHandlerContext ctx, int streamId, Answer answer) {
        Http2Stream stream = connection.stream(streamId);
        if (stream == null || stream.isResetSent()) {
            return; // the client has cancelled it, or has gone
        }
        Http2Headers headers = new DefaultHttp2Headers(false).status(Integer.toString(answer.status()));
        answer.headers().forEach(headers::add);
        boolean bodiless = answer.body().length == 0;
        Writes.logFailure(handler.encoder().writeHeaders(ctx, streamId, headers, 0, bodiless, ctx.newPromise()));
        if (!bodiless) {
            ByteBuf body = Unpooled.wrappedBuffer(answer.body());
            Writes.logFailure(handler.encoder().writeData(ctx, streamId, body, 0, true, ctx.newPromise()));
        }
        flushSoon();
    }

    /// One flush for all answers of this round of the event loop.
    private void flushSoon() {
        if (!flushComing) {
            flushComing = true;
            channel.eventLoop().execute(() -> {
                flushComing = false;
                if (channel.isActive()) handler.flush(context());
            });
        }
    }

    private void sendGoAway(int lastStream, String reason) {
        if (!channel.isActive()) {
            return; // the client has gone meanwhile
        }
        ChannelHandlerContext ctx = context();
        byte[] data = JSON.createObjectNode().put("reason", reason).toString().getBytes(StandardCharsets.UTF_8);
        Writes.logFailure(handler.goAway(
                ctx, lastStream, Http2Error.NO_ERROR.code(), Unpooled.wrappedBuffer(data), ctx.newPromise()));
        flushSoon();
    }

    private void closeWhenIdle() {
        if (leaving && connection.numActiveStreams() == 0) Writes.logFailure(channel.close());
    }

    private ChannelHandlerContext context() {
        return channel.pipeline().context(handler);
    }

    private final class StreamEnds extends Http2ConnectionAdapter {
        @Override
        public void onStreamClosed(Http2Stream stream) {
            idle.active();
            if (leaving) {
                channel.eventLoop().execute(Http2ClientConnection.this::closeWhenIdle);
            }
        }
    }
}
