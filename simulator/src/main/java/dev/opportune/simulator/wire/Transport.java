package dev.opportune.simulator.wire;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.concurrent.TimeUnit;

/// The event loops: epoll where its native library is there, NIO elsewhere.
public record Transport(EventLoopGroup group, ChannelFactory<? extends ServerChannel> serverChannels)
        implements AutoCloseable {

    public static Transport start(int threads) {
        return Epoll.isAvailable()
                ? new Transport(
                        new MultiThreadIoEventLoopGroup(threads, EpollIoHandler.newFactory()),
                        EpollServerSocketChannel::new)
                : new Transport(
                        new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory()),
                        NioServerSocketChannel::new);
    }

    /// Waits until all event loops have ended.
    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
