package dev.opportune.connectors;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A TCP relay before a provider, to take the provider away and bring it back on the same port.
public final class Relay implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient();
    private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
    private final int target;
    private final int port;
    private NetServer server;

    public Relay(int target) {
        this.target = target;
        this.server = listen(0);
        this.port = server.actualPort();
    }

    public int port() {
        return port;
    }

    /// Refuses connections and cuts those that are open.
    public void takeAway() {
        join(server.close());
        sockets.forEach(socket -> join(socket.close()));
    }

    /// Reads nothing more from either side, though connections stay open.
    public void stall() {
        sockets.forEach(NetSocket::pause);
    }

    /// Reads again.
    public void flow() {
        sockets.forEach(NetSocket::resume);
    }

    public void bringBack() {
        server = listen(port);
    }

    private NetServer listen(int onPort) {
        var options = new NetServerOptions().setHost("localhost").setPort(onPort);
        return join(vertx.createNetServer(options).connectHandler(this::relay).listen());
    }

    private void relay(NetSocket from) {
        from.pause();
        sockets.add(from);
        client.connect(target, "localhost")
                .onSuccess(to -> {
                    sockets.add(to);
                    from.closeHandler(_ -> to.close());
                    to.closeHandler(_ -> from.close());
                    var _ = from.pipeTo(to);
                    var _ = to.pipeTo(from);
                    from.resume();
                })
                .onFailure(_ -> from.close());
    }

    private static <T> T join(io.vertx.core.Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        join(vertx.close());
    }
}
