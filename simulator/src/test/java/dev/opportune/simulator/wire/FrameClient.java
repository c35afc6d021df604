package dev.opportune.simulator.wire;

import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.TestClient;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A client of frames: keeps what the server says about a connection, and opens streams whatever it was allowed.
final class FrameClient extends Http2FrameAdapter implements AutoCloseable {

    record GoAway(int lastStream, String data) {}

    final List<Long> allowedStreams = new CopyOnWriteArrayList<>();
    final Map<Integer, String> statuses = new ConcurrentHashMap<>();
    final Map<Integer, Long> resets = new ConcurrentHashMap<>();
    final List<GoAway> goAways = new CopyOnWriteArrayList<>();

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Http2ConnectionHandler http2 = new Http2ConnectionHandlerBuilder()
            .server(false)
            .frameListener(this)
            .gracefulShutdownTimeoutMillis(0)
            .build();
    private final String authorization;
    private final Channel channel;
    private int nextStream = 1;

    FrameClient(Simulator simulator, TestClient tokens) throws Exception {
        this(simulator, tokens, simulator.apnsPort());
    }

    FrameClient(Simulator simulator, TestClient tokens, int port) throws Exception {
        authorization = "bearer " + tokens.providerToken(Instant.now());
        SslContext tls = SslContextBuilder.forClient()
                .trustManager(simulator.caFile().toFile())
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2))
                .build();
        channel = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel connected) {
                        connected.pipeline().addLast(tls.newHandler(connected.alloc(), "localhost", port), http2);
                    }
                })
                .connect("localhost", port)
                .sync()
                .channel();
    }

    /// Opens a stream with one push.
    int push(String deviceToken) {
        int stream = nextStream;
        nextStream += 2;
        Http2Headers headers = new DefaultHttp2Headers()
                .method("POST")
                .scheme("https")
                .authority("localhost")
                .path("/3/device/" + deviceToken)
                .add("authorization", authorization)
                .add("apns-topic", "com.example.shop");
        channel.eventLoop().execute(() -> {
            ChannelHandlerContext ctx = channel.pipeline().context(http2);
            ByteBuf body = Unpooled.copiedBuffer(TestClient.PAYLOAD, StandardCharsets.UTF_8);
            Writes.logFailure(http2.encoder().writeHeaders(ctx, stream, headers, 0, false, ctx.newPromise()));
            Writes.logFailure(http2.encoder().writeData(ctx, stream, body, 0, true, ctx.newPromise()));
            http2.flush(ctx);
        });
        return stream;
    }

    boolean open() {
        return channel.isActive();
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
        allowedStreams.add(settings.maxConcurrentStreams());
        http2.connection().local().maxActiveStreams(Integer.MAX_VALUE);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endStream) {
        statuses.put(streamId, headers.status().toString());
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
        resets.putIfAbsent(streamId, errorCode);
    }

    @Override
    public void onGoAwayRead(ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData) {
        goAways.add(new GoAway(lastStreamId, debugData.toString(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
