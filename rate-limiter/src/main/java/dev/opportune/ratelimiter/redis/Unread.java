package dev.opportune.ratelimiter.redis;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/// Up to when all that had come to a lane's connections has been read. While the loop is busy, as that of a
/// cold gateway is, replies lie unread: they have come in time all the same, and only a command whose reply
/// had not come by its time is lost. Confined to the lane's loop.
final class Unread implements NettyCustomizer {

    /// Connections that had more to read when they were last read from.
    private int behind;

    private long lookedAtNanos = System.nanoTime();
    private long readUpToNanos = lookedAtNanos;

    @Override
    public void afterChannelInitialized(Channel channel) {
        channel.pipeline().addFirst(new Watch());
    }

    /// To be called by a timer: the loop looks at all connections between two calls, so that whatever had come before
    /// the last one is read by now, unless a connection had more to read than one turn takes.
    long readUpTo(long now) {
        if (behind == 0) readUpToNanos = lookedAtNanos;
        lookedAtNanos = now;
        return readUpToNanos;
    }

    /// Before all that reads, so that it hears of each read's end when all of it has been taken in.
    private final class Watch extends ChannelInboundHandlerAdapter {

        private boolean more;

        @Override
        public void channelReadComplete(ChannelHandlerContext at) {
            var last = at.channel().unsafe().recvBufAllocHandle();
            hasMore(last.lastBytesRead() > 0 && last.lastBytesRead() == last.attemptedBytesRead());
            at.fireChannelReadComplete();
        }

        @Override
        public void channelInactive(ChannelHandlerContext at) {
            hasMore(false);
            at.fireChannelInactive();
        }

        private void hasMore(boolean now) {
            if (now != more) behind += now ? 1 : -1;
            more = now;
        }
    }
}
