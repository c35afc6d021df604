package dev.opportune.gateway.lane;

import dev.opportune.gateway.http.guard.Entrance;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.transport.Transport;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// Vert.x' own transport, epoll where there is one and NIO elsewhere, on [LaneLoops]. Its loops are groups of the exact
/// classes that Pushy knows ([EpollEventLoopGroup], [NioEventLoopGroup]), and epoll is chosen as Lettuce chooses it.
@SuppressWarnings("deprecation") // Pushy knows these two classes alone, and Vert.x still asks for one of Netty's
public final class LaneTransport implements Transport, io.vertx.core.spi.transport.Transport, Entrance.Guarded {

    private final Entrance entrance = new Entrance();
    private final Transport real = Epoll.isAvailable() ? Transport.EPOLL : Transport.NIO;
    private final io.vertx.core.spi.transport.Transport delegate = real.implementation();

    @Override
    public Entrance entrance() {
        return entrance;
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public boolean available() {
        return real.available();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return real.unavailabilityCause();
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
        return this;
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory threadFactory, int ioRatio) {
        if (type != IO_EVENT_LOOP_GROUP) return delegate.eventLoopGroup(type, threads, threadFactory, ioRatio);
        return new LaneLoops(
                threads,
                () -> Epoll.isAvailable()
                        ? new EpollEventLoopGroup(1, threadFactory)
                        : new NioEventLoopGroup(1, threadFactory));
    }

    @Override
    public boolean supportsDomainSockets() {
        return delegate.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return delegate.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return delegate.isAvailable();
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
        return delegate.convert(address);
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
        return delegate.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return delegate.ioHandlerFactory();
    }

    @Override
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return delegate.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
        return delegate.datagramChannelFactory();
    }

    @Override
    public ChannelFactory<? extends io.netty.channel.Channel> channelFactory(boolean domainSocket) {
        return delegate.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return delegate.serverChannelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        delegate.configure(channel, options);
    }

    @Override
    public void configure(TcpConfig options, boolean domainSocket, io.netty.bootstrap.Bootstrap bootstrap) {
        delegate.configure(options, domainSocket, bootstrap);
    }

    @Override
    public void configure(TcpConfig options, boolean domainSocket, io.netty.bootstrap.ServerBootstrap bootstrap) {
        delegate.configure(options, domainSocket, bootstrap);
        var _ = bootstrap.handler(entrance);
    }
}
