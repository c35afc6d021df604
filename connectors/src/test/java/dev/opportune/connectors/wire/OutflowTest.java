package dev.opportune.connectors.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What Linux tells of a socket whose other side reads nothing, or all.
class OutflowTest {

    private static final int LARGE = 64 << 20;

    private ServerSocket server;
    private EventLoopGroup loops;
    private Channel channel;
    private Socket other;

    @BeforeEach
    void connect() throws Exception {
        assumeTrue(Epoll.isAvailable());
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        channel = new Bootstrap()
                .group(loops)
                .channel(EpollSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(server.getInetAddress(), server.getLocalPort())
                .sync()
                .channel();
        other = server.accept();
    }

    @AfterEach
    void close() throws Exception {
        if (loops == null) return;
        loops.shutdownGracefully().sync();
        other.close();
        server.close();
    }

    @Test
    void what_has_arrived_is_told_from_what_has_not() throws Exception {
        assertThat(Outflow.isEmpty(channel)).isTrue();
        var _ = write(1_000);
        await().until(() -> Outflow.isEmpty(channel)); // read or not, it is on the other side
        var _ = write(LARGE);
        await().until(() -> !Outflow.isEmpty(channel));
        read(LARGE + 1_000);
        await().until(() -> Outflow.isEmpty(channel));
    }

    @Test
    void what_is_cut_is_not_sent_any_more() throws Exception {
        var written = write(LARGE);
        await().until(() -> !Outflow.isEmpty(channel));
        channel.eventLoop().submit(() -> Outflow.cut(channel)).sync();
        await().until(() -> !channel.isOpen());
        assertThat(written.isSuccess()).isFalse();
        long arrived = 0;
        try {
            var buffer = new byte[1 << 16];
            for (int n = 0; n >= 0; n = other.getInputStream().read(buffer)) arrived += n;
        } catch (IOException _) { // reset
        }
        assertThat(arrived).isLessThan(LARGE);
        assertThat(Outflow.isEmpty(channel)).isTrue();
    }

    @Test
    void where_nobody_can_tell_all_has_arrived() {
        assertThat(Outflow.isEmpty(null)).isTrue();
        assertThat(Outflow.isEmpty(new NioSocketChannel())).isTrue();
    }

    private ChannelFuture write(int bytes) {
        return channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[bytes]));
    }

    private void read(long bytes) throws IOException {
        var buffer = new byte[1 << 16];
        while (bytes > 0) {
            int n = other.getInputStream().read(buffer);
            assertThat(n).isPositive();
            bytes -= n;
        }
    }
}
