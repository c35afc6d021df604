package dev.opportune.simulator.wire;

import dev.opportune.simulator.behaviour.ProviderScript;
import dev.opportune.simulator.record.PushLog;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.pkitesting.X509Bundle;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/// A provider's TLS port.
public final class ProviderServer implements AutoCloseable {

    private final AnswerCounts counts = new AnswerCounts();
    private final ProviderService service;
    private final ProviderScript script;
    private final Connections connections;
    private final Wiring wiring;
    private final SslContext tls;
    private final Channel listening;

    /// What all servers of a simulator share.
    ///
    /// @param connectionNumbers numbers connections over all providers
    public record Wiring(
            X509Bundle certificate, Transport transport, PushLog log, AtomicLong connectionNumbers, Clock clock) {}

    private ProviderServer(
            InetSocketAddress address,
            ProviderService service,
            ProviderScript script,
            Connections connections,
            Wiring wiring) {
        this.service = service;
        this.script = script;
        this.connections = connections;
        this.wiring = wiring;
        this.tls = Tls.server(wiring.certificate(), service.speaksHttp1());
        this.listening = new ServerBootstrap()
                .group(wiring.transport().group())
                .channelFactory(wiring.transport().serverChannels())
                .childHandler(new Handshake())
                .bind(address)
                .syncUninterruptibly()
                .channel();
    }

    /// Listens; port 0 finds a free one.
    public static ProviderServer start(
            InetSocketAddress address,
            ProviderService service,
            ProviderScript script,
            Connections connections,
            Wiring wiring) {
        return new ProviderServer(address, service, script, connections, wiring);
    }

    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    public ServerState state() {
        return new ServerState(
                connections.count(), connections.refused(), connections.openStreams(), counts.snapshot());
    }

    /// Stops listening and resets what is connected.
    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        connections.reset();
    }

    private ExchangesFactory exchanges() {
        var recorder = new PushRecorder(
                service.provider(), wiring.connectionNumbers().incrementAndGet(), wiring.log(), counts, wiring.clock());
        return (channel, side) -> new Exchanges(channel, side, script, recorder);
    }

    private final class Handshake extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            channel.pipeline().addLast(tls.newHandler(channel.alloc()), new Negotiated());
        }
    }

    /// A client without ALPN speaks HTTP/1.1.
    private final class Negotiated extends ApplicationProtocolNegotiationHandler {
        Negotiated() {
            super(ApplicationProtocolNames.HTTP_1_1);
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
            Channel channel = ctx.channel();
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                var connection = new Http2ClientConnection(channel, service, script, exchanges());
                if (connections.add(channel, connection)) {
                    ctx.pipeline().addLast(connection.handler());
                    connection.scriptChanged(); // it may have, since the connection began
                }
            } else if (service.speaksHttp1()) {
                var connection = new Http1ClientConnection(channel, service, exchanges());
                if (connections.add(channel, connection)) {
                    ctx.pipeline()
                            .addLast(
                                    new HttpServerCodec(), new HttpObjectAggregator(service.largestBody()), connection);
                }
            } else {
                Writes.logFailure(ctx.close());
            }
        }
    }
}
