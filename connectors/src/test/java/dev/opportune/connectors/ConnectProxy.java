package dev.opportune.connectors;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A small HTTP proxy that opens tunnels by CONNECT and writes down where to. It alone finds the names under
/// `simulator.test`: they are all on this machine.
public final class ConnectProxy implements AutoCloseable {

    /// What it does when it is asked for a tunnel.
    public sealed interface Manner {
        record Opens() implements Manner {}

        /// To whoever logs in so; others are 407.
        record OpensFor(String username, String password) implements Manner {}

        record Answers(int status) implements Manner {}

        record Silent() implements Manner {}

        record Closes() implements Manner {}
    }

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<String> tunnels = new CopyOnWriteArrayList<>();
    private final Manner manner;
    private final Channel server;

    public ConnectProxy(Manner manner) {
        this.manner = manner;
        this.server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(initializing(channel -> {
                    channel.pipeline().addLast("codec", new HttpServerCodec());
                    channel.pipeline().addLast("whole", new HttpObjectAggregator(8192));
                    channel.pipeline().addLast("asked", new Asked());
                }))
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    public int port() {
        return ((java.net.InetSocketAddress) server.localAddress()).getPort();
    }

    /// The tunnels that were opened, as `host:port`.
    public List<String> tunnels() {
        return List.copyOf(tunnels);
    }

    @Override
    public void close() {
        var _ = group.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS)
                .syncUninterruptibly();
    }

    private final class Asked extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext client, FullHttpRequest request) {
            if (!request.method().equals(HttpMethod.CONNECT)) {
                answer(client, 405);
                return;
            }
            switch (manner) {
                case Manner.Opens() -> open(client, request.uri());
                case Manner.OpensFor(String username, String password) -> {
                    var login = Base64.getEncoder()
                            .encodeToString((username + ':' + password).getBytes(StandardCharsets.UTF_8));
                    if (("Basic " + login).equals(request.headers().get("proxy-authorization"))) {
                        open(client, request.uri());
                    } else {
                        answer(client, 407);
                    }
                }
                case Manner.Answers(int status) -> answer(client, status);
                case Manner.Silent() -> {}
                case Manner.Closes() -> {
                    var _ = client.close();
                }
            }
        }

        private void open(ChannelHandlerContext client, String target) {
            var parts = target.split(":", -1);
            String host = parts[0].endsWith(".simulator.test") ? "localhost" : parts[0];
            var _ = new Bootstrap()
                    .group(client.channel().eventLoop())
                    .channel(NioSocketChannel.class)
                    .handler(new Passing(client.channel()))
                    .connect(host, Integer.parseInt(parts[1]))
                    .addListener((io.netty.channel.ChannelFuture opened) -> {
                        if (!opened.isSuccess()) {
                            answer(client, 502);
                            return;
                        }
                        tunnels.add(target);
                        var _ = client.writeAndFlush(new DefaultFullHttpResponse(
                                HttpVersion.HTTP_1_1, new HttpResponseStatus(200, "Connection Established")));
                        client.pipeline().addLast(new Passing(opened.channel()));
                        client.pipeline().remove("whole");
                        client.pipeline().remove(this);
                        client.pipeline().remove("codec");
                    });
        }

        private static void answer(ChannelHandlerContext client, int status) {
            var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
            answer.headers().set("content-length", 0);
            if (status == 407) answer.headers().set("proxy-authenticate", "Basic realm=\"test\"");
            var _ = client.writeAndFlush(answer);
        }
    }

    private static final class Passing extends ChannelInboundHandlerAdapter {
        private final Channel other;

        Passing(Channel other) {
            this.other = other;
        }

        @Override
        public void channelRead(ChannelHandlerContext from, Object bytes) {
            if (other.isActive()) {
                var _ = other.writeAndFlush(bytes);
            } else {
                ReferenceCountUtil.release(bytes);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext from) {
            var _ = other.writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(io.netty.channel.ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext from, Throwable broken) {
            var _ = from.close();
        }
    }

    private static ChannelHandler initializing(java.util.function.Consumer<SocketChannel> init) {
        return new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                init.accept(channel);
            }
        };
    }
}
