package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// A TCP proxy before Redis that loses what it is told to lose.
final class FaultProxy implements AutoCloseable {

    private final int redisPort;
    private final int port;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger repliesToCut = new AtomicInteger();
    private final AtomicInteger repliesCut = new AtomicInteger();
    private volatile boolean silent;
    private volatile ServerSocket server;

    FaultProxy(URI redis) throws IOException {
        this.redisPort = redis.getPort();
        this.server = listen(0);
        this.port = server.getLocalPort();
        accept();
    }

    URI uri() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    /// The next so many times that a script is run, its reply is lost and the connection with it.
    void cutReplies(int times) {
        repliesToCut.set(times);
    }

    int repliesCut() {
        return repliesCut.get();
    }

    /// Nobody listens any more, and every connection ends.
    void goAway() throws IOException {
        server.close();
        links.forEach(Link::close);
    }

    void comeBack() throws IOException {
        server = listen(port);
        accept();
    }

    /// Nothing passes any more, as if the other machine had lost its power. New connections come through again after
    /// [#speak]; the old ones stay silent for ever.
    void fallSilent() {
        silent = true;
        links.forEach(link -> link.dead = true);
    }

    void speak() {
        silent = false;
    }

    @Override
    public void close() throws IOException {
        goAway();
    }

    private static ServerSocket listen(int port) throws IOException {
        var server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return server;
    }

    private void accept() {
        var listening = server;
        var _ = Thread.startVirtualThread(() -> {
            while (!listening.isClosed()) {
                try {
                    var link = new Link(
                            listening.accept(), new Socket(InetAddress.getLoopbackAddress(), redisPort), silent);
                    links.add(link);
                    var _ = Thread.startVirtualThread(link::requests);
                    var _ = Thread.startVirtualThread(link::replies);
                } catch (IOException _) {
                    // closed, or Redis is gone: the client sees it
                }
            }
        });
    }

    /// One client's connection.
    private final class Link {
        private final Socket client;
        private final Socket redis;
        private volatile boolean dead;
        private volatile boolean scriptAsked;

        Link(Socket client, Socket redis, boolean dead) {
            this.client = client;
            this.redis = redis;
            this.dead = dead;
        }

        void requests() {
            pump(client, redis, text -> {
                if (text.contains("EVAL")) scriptAsked = true;
                return true;
            });
        }

        void replies() {
            pump(redis, client, text -> {
                if (!scriptAsked || text.startsWith("-NOSCRIPT")) return true;
                scriptAsked = false;
                if (repliesToCut.getAndUpdate(n -> Math.max(n - 1, 0)) == 0) return true;
                repliesCut.incrementAndGet();
                return false;
            });
        }

        /// Passes on what is read until one side ends or `passes` says no.
        private void pump(Socket from, Socket to, Predicate<String> passes) {
            var buffer = new byte[64 * 1024];
            try {
                var in = from.getInputStream();
                var out = to.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    if (dead) continue;
                    if (!passes.test(new String(buffer, 0, n, ISO_8859_1))) break;
                    out.write(buffer, 0, n);
                }
            } catch (IOException _) {
                // ended
            }
            close();
        }

        void close() {
            links.remove(this);
            try {
                client.close();
                redis.close();
            } catch (IOException _) {
                // ended
            }
        }
    }
}
