package dev.opportune.connectors.apns;

import dev.opportune.connectors.wire.Outflow;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Holds back Pushy's closing of a connection while answers are still to come on it: Pushy closes at the first GOAWAY,
/// though the server answers what it has taken (RFC 9113, 6.8), and when a provider token has expired. It is held no
/// longer than the answer timeout, since every message in flight ends within it.
final class HeldClose extends ChannelOutboundHandlerAdapter {

    private final BooleanSupplier answersToCome;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ChannelPromise held;

    HeldClose(BooleanSupplier answersToCome) {
        this.answersToCome = answersToCome;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!answersToCome.getAsBoolean() || !ctx.channel().isActive()) {
            var _ = ctx.close(promise);
        } else if (held == null) {
            held = promise;
        } else {
            held.addListener(_ -> promise.trySuccess());
        }
    }

    /// Whether all that was written has arrived, as far as can be told.
    boolean hasArrived() {
        ChannelHandlerContext ctx = context;
        return ctx == null || Outflow.isEmpty(ctx.channel());
    }

    /// The last answer has come: closes, if that was asked for.
    void release() {
        ChannelPromise promise = held;
        ChannelHandlerContext ctx = context;
        if (promise != null && ctx != null) {
            held = null;
            var _ = ctx.close(promise);
        }
    }

    /// Closes at once, and what this machine has not sent by now is thrown away.
    void sever() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) Outflow.cut(ctx.channel());
    }
}
