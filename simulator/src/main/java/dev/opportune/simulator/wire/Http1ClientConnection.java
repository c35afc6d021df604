package dev.opportune.simulator.wire;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An HTTP/1.1 connection of a client: OAuth libraries do not speak HTTP/2. One request at a time.
final class Http1ClientConnection extends SimpleChannelInboundHandler<FullHttpRequest>
        implements ClientConnection, ConnectionHandle {

    private static final Logger LOG = LoggerFactory.getLogger(Http1ClientConnection.class);

    private final Channel channel;
    private final Exchanges exchanges;
    private int open;

    Http1ClientConnection(Channel channel, ProviderService service, ExchangesFactory exchanges) {
        this.channel = channel;
        this.exchanges = exchanges.create(channel, service.connected(this));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest message) {
        boolean keepAlive = HttpUtil.isKeepAlive(message);
        // The next request waits in the socket until this one is answered.
        ctx.channel().config().setAutoRead(false);
        open++;
        var request = new Request(headersOf(message), ByteBufUtil.getBytes(message.content()), 0);
        exchanges.accept(request, answer -> answer(answer, keepAlive));
    }

    /// The client left, or there is a defect of the provider's side; the client sees the connection end.
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof PrematureChannelClosureException) {
            LOG.debug("a client left", cause);
        } else {
            LOG.error("a connection of HTTP/1.1 failed", cause);
        }
        Writes.logFailure(ctx.close());
    }

    /// HTTP/1.1 has no streams to allow.
    @Override
    public void allowStreams(int streams) {}

    @Override
    public int largestStreams() {
        return 1;
    }

    /// HTTP/1.1 has no SETTINGS, and access tokens are fetched too rarely to be idle.
    @Override
    public void scriptChanged() {}

    /// HTTP/1.1 has no GOAWAY: the connection just ends.
    @Override
    public void goAway(String reason) {
        Writes.logFailure(channel.close());
    }

    @Override
    public void goAway(String reason, int unhandled) {
        goAway(reason);
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
        return open;
    }

    private static Http2Headers headersOf(FullHttpRequest message) {
        Http2Headers headers =
                new DefaultHttp2Headers(false).method(message.method().name()).path(message.uri());
        for (Map.Entry<String, String> header : message.headers()) {
            headers.add(header.getKey().toLowerCase(Locale.ROOT), header.getValue());
        }
        return headers;
    }

    private void answer(Answer answer, boolean keepAlive) {
        open--;
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                Unpooled.wrappedBuffer(answer.body()));
        answer.headers().forEach(response.headers()::set);
        HttpUtil.setContentLength(response, answer.body().length);
        if (keepAlive) {
            Writes.logFailure(channel.writeAndFlush(response));
            channel.config().setAutoRead(true);
        } else {
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
            Writes.logFailure(channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE));
        }
    }
}
