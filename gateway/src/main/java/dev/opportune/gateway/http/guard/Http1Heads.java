package dev.opportune.gateway.http.guard;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;

/// Looks at the messages of an HTTP/1.1 connection between its decoder and what serves them.
final class Http1Heads extends ChannelInboundHandlerAdapter {

    private static final AsciiString H2C = AsciiString.cached("h2c");

    private final ConnectionGuard connection;
    private int requests;
    private int contents;
    private boolean withinRequest;

    Http1Heads(ConnectionGuard connection) {
        this.connection = connection;
    }

    /// Requests whose heads were whole, since the connection began.
    int requests() {
        return requests;
    }

    /// Pieces of bodies, chunks for one, since the connection began.
    int contents() {
        return contents;
    }

    /// Whether a head has come and its body has not ended.
    boolean isWithinRequest() {
        return withinRequest;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            requests++;
            withinRequest = true;
            check(request);
        }
        if (message instanceof HttpContent content) {
            contents++;
            if (content instanceof LastHttpContent) withinRequest = false;
            if (!content.decoderResult().isSuccess() && connection.refuseBody()) {
                ReferenceCountUtil.release(message);
                return;
            }
        }
        ctx.fireChannelRead(message);
    }

    /// What Netty lets pass and RFC 9112 does not.
    private static void check(HttpRequest request) {
        if (!request.decoderResult().isSuccess()) return;
        var version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            request.setProtocolVersion(HttpVersion.HTTP_1_1); // that of the answer
            request.setDecoderResult(DecoderResult.failure(new NotHttpException("the version is neither 1.1 nor 1.0")));
        } else if (request.headers().contains("")) {
            request.setDecoderResult(DecoderResult.failure(new NotHttpException("a header has no name")));
        } else if (request.headers().containsValue(HttpHeaderNames.UPGRADE, H2C, true)) {
            // RFC 9113, section 3.1: obsolete, and every server may go on in HTTP/1.1.
            request.headers().remove(HttpHeaderNames.UPGRADE);
        }
    }
}
