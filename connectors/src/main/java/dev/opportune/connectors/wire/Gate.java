package dev.opportune.connectors.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import java.util.function.BooleanSupplier;

/// Stands before a connection's socket. A process may be stopped for minutes between the last look at a message
/// and the moment in which its bytes leave; and what comes in when it goes on, such as more room in HTTP/2's
/// window, would set free what has waited since. So what was written long ago is looked at once more before
/// anything goes out or comes in.
public final class Gate extends ChannelDuplexHandler {

    private final BooleanSupplier mayFlow;

    private Gate(BooleanSupplier mayFlow) {
        this.mayFlow = mayFlow;
    }

    /// Puts one before the socket of a channel.
    ///
    /// @param mayFlow false: the connection has just been cut
    public static void before(Channel channel, BooleanSupplier mayFlow) {
        var _ = channel.pipeline().addFirst(new Gate(mayFlow));
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        if (mayFlow.getAsBoolean()) ctx.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (mayFlow.getAsBoolean()) ctx.fireChannelRead(message);
        else ReferenceCountUtil.release(message);
    }
}
