package dev.opportune.perf.chaos.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What gateways and replicas take for Redis: passes on, delays, holds, loses and resets. For any number of threads.
public final class RedisProxy implements AutoCloseable {

    private final ServerSocket server;
    private final int redisPort;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Valve requests = new Valve();
    private final Valve replies = new Valve();
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile long delayNanos;
    private volatile boolean replicasAreCutOff;

    private RedisProxy(ServerSocket server, int redisPort) {
        this.server = server;
        this.redisPort = redisPort;
    }

    public static RedisProxy start(int redisPort) throws IOException {
        var proxy = new RedisProxy(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), redisPort);
        Thread.ofPlatform().daemon().name("way to Redis").start(proxy::accept);
        return proxy;
    }

    public int port() {
        return server.getLocalPort();
    }

    /// From now on each reply takes so long.
    public void delayReplies(Duration delay) {
        delayNanos = delay.toNanos();
    }

    /// Holds replies, and requests too or not: with requests through, Redis does what nobody hears of.
    public void freeze(boolean requestsToo) {
        replies.close();
        if (requestsToo) requests.close();
    }

    public void thaw() {
        requests.open();
        replies.open();
    }

    /// Resets every connection that is open.
    public void reset() {
        links.forEach(Link::reset);
    }

    /// Each connection that is open ends at its next reply, which is lost.
    public void cutAtNextReply() {
        links.forEach(it -> it.cutAtNextReply(true));
    }

    /// No connection is cut any more; gives how many were since it was asked last.
    public int stopCutting() {
        links.forEach(it -> it.cutAtNextReply(false));
        return cuts.getAndSet(0);
    }

    /// What replicas should hear is lost from now on; they do not know.
    public void cutOffReplicas() {
        replicasAreCutOff = true;
    }

    /// Replicas connect anew, and ask for what they have missed.
    public void joinReplicas() {
        replicasAreCutOff = false;
        links.stream().filter(Link::isOfReplica).forEach(Link::reset);
    }

    boolean replicasAreCutOff() {
        return replicasAreCutOff;
    }

    Valve requests() {
        return requests;
    }

    Valve replies() {
        return replies;
    }

    long delayNanos() {
        return delayNanos;
    }

    void cut() {
        cuts.incrementAndGet();
    }

    void ended(Link link) {
        links.remove(link);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var link = Link.open(this, server.accept(), redisPort);
                links.add(link);
                link.start();
            } catch (IOException _) {
                // Redis is away, or this is closed
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        thaw();
        reset();
    }
}
