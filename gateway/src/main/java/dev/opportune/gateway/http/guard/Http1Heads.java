package dev.opportune.gateway.http.guard;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.function.BooleanSupplier;

/// Looks at the messages of an HTTP/1.1 connection between its decoder and what serves them.
///
/// When the gateway is about to end, the answer to the last request that has come says so, no request is taken after
/// it, and the connection ends with both.
final class Http1Heads extends ChannelDuplexHandler {

    private static final AsciiString H2C = AsciiString.cached("h2c");

    private final BooleanSupplier refuseBody;
    private final BooleanSupplier isLeaving;
    private final Runnable answered;
    private int requests;
    private int contents;
    private boolean withinRequest;
    private int answers;
    private boolean isLastAnswer;
    private boolean lastIsSent;

    /// @param refuseBody answers the request whose body breaks, if it can still be answered
    /// @param isLeaving whether the client is told to go elsewhere
    /// @param answered hears that the last of an answer was sent
    Http1Heads(BooleanSupplier refuseBody, BooleanSupplier isLeaving, Runnable answered) {
        this.refuseBody = refuseBody;
        this.isLeaving = isLeaving;
        this.answered = answered;
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

    /// Whether all that has come was answered.
    boolean isIdle() {
        return answers == requests && !withinRequest;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (isLastAnswer && !withinRequest) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            requests++;
            withinRequest = true;
            check(request);
        }
        if (message instanceof HttpContent content) {
            contents++;
            if (content instanceof LastHttpContent) withinRequest = false;
            if (!content.decoderResult().isSuccess() && refuseBody.getAsBoolean()) {
                ReferenceCountUtil.release(message);
                return;
            }
        }
        ctx.fireChannelRead(message);
        closeAfterLast(ctx);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse head) {
            if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                var _ = ctx.write(message, promise);
                return;
            }
            if (isLeaving.getAsBoolean() && requests == answers + 1) {
                isLastAnswer = true;
                head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
        }
        var sent = promise;
        if (message instanceof LastHttpContent) {
            answers++;
            sent = promise.unvoid();
            boolean isLast = isLastAnswer;
            var _ = sent.addListener(_ -> sent(ctx, isLast));
        }
        var _ = ctx.write(message, sent);
    }

    private void sent(ChannelHandlerContext ctx, boolean isLast) {
        lastIsSent |= isLast;
        answered.run();
        closeAfterLast(ctx);
    }

    /// Not before the client has said all of its request: it may not read until then.
    private void closeAfterLast(ChannelHandlerContext ctx) {
        if (!lastIsSent || withinRequest) return;
        var _ = ctx.channel().close();
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
