package dev.opportune.gateway.http.guard;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Sees each connection of a Vert.x before anything else does, on the acceptor's thread, and puts a guard on those of
/// guarded ports, or closes them. A transport installs it on its servers' channels: Vert.x itself tells of a connection
/// only after its handshake and its first words.
@ChannelHandler.Sharable
public final class Entrance extends ChannelInboundHandlerAdapter {

    private final Map<Integer, Guard> guards = new ConcurrentHashMap<>();
    private final Map<Integer, Channel> listeners = new ConcurrentHashMap<>();

    /// A transport with an entrance.
    public interface Guarded {
        Entrance entrance();
    }

    /// That of a Vert.x, whose transport must have one.
    public static Entrance of(Vertx vertx) {
        if (((VertxInternal) vertx).transport() instanceof Guarded guarded) return guarded.entrance();
        throw new IllegalArgumentException("the transport of this Vert.x has no entrance");
    }

    /// From now on this guard is on the port's connections.
    public void guard(int port, Guard guard) {
        guards.put(port, guard);
    }

    /// No more connections come by this port; those that are open go on. May be called on any thread.
    public void close(int port) {
        var listener = listeners.remove(port);
        if (listener == null) return;
        var _ = listener.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (ctx.channel().localAddress() instanceof InetSocketAddress here) {
            listeners.put(here.getPort(), ctx.channel());
        }
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        if (ctx.channel().localAddress() instanceof InetSocketAddress here && accepted instanceof Channel channel) {
            var guard = guards.get(here.getPort());
            if (guard != null && !mayEnter(channel, guard)) return;
        }
        ctx.fireChannelRead(accepted);
    }

    private static boolean mayEnter(Channel channel, Guard guard) {
        var from = Address.of(channel.remoteAddress());
        var refused = guard.connections().enter(from);
        if (refused.isPresent() && !makeRoom(guard, refused.get(), from)) {
            guard.metrics().refused(refused.get(), channel.remoteAddress());
            leaveNothing(channel);
            channel.unsafe().closeForcibly();
            return false;
        }
        var _ = channel.closeFuture().addListener(_ -> {
            guard.strangers().remove(channel);
            guard.connections().leave(from);
        });
        channel.pipeline().addLast(new Posted(guard, from));
        return true;
    }

    /// Has a connection that has shown no key leave for a new one, if there is one to leave.
    private static boolean makeRoom(Guard guard, Refused refused, Address from) {
        var leaving = guard.strangers().leaving(refused, from);
        leaving.ifPresent(stranger -> {
            guard.connections().enterFor(from);
            guard.metrics().cut(Cut.ROOM, stranger.remoteAddress());
            var _ = stranger.closeFuture().addListener(_ -> guard.strangers().left());
            stranger.eventLoop().execute(() -> {
                leaveNothing(stranger);
                stranger.unsafe().close(stranger.voidPromise());
            });
        });
        return leaving.isPresent();
    }

    /// Has it end with a reset: another end would leave a socket in TIME_WAIT.
    private static void leaveNothing(Channel channel) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }

    /// Puts the guard in its place once the lane is known: behind TLS, where there is TLS.
    private static final class Posted extends ChannelInboundHandlerAdapter {

        private final Guard guard;
        private final Address from;

        private Posted(Guard guard, Address from) {
            this.guard = guard;
            this.from = from;
        }

        @Override
        public void channelRegistered(ChannelHandlerContext ctx) {
            guard.strangers().add(ctx.channel(), from);
            var connection = new ConnectionGuard(guard.lane(ctx.channel().eventLoop()), from);
            var tls = ctx.pipeline().context(SslHandler.class);
            var before = tls == null ? ctx.name() : tls.name();
            ctx.pipeline().addAfter(before, ConnectionGuard.NAME, connection);
            ctx.fireChannelRegistered();
            ctx.pipeline().remove(this);
        }
    }
}
