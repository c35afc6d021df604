package dev.opportune.perf.chaos.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// One connection of a gateway's, or of a replica's, and the one to Redis behind it. Replies pass through a line in
/// which each waits as long
/// as the way takes, however many are in it.
final class Link {

    private static final int BUFFER_BYTES = 64 * 1024;

    /// Of a request, where its command is.
    private static final int BEGIN_BYTES = 32;

    /// Beyond that Redis is not read from.
    private static final int REPLIES_UNDER_WAY = 4096;

    private final RedisProxy way;
    private final Socket gateway;
    private final Socket redis;
    private final BlockingQueue<Reply> replies = new ArrayBlockingQueue<>(REPLIES_UNDER_WAY);
    private volatile boolean cutting;
    private volatile boolean ofReplica;
    private volatile boolean over;

    /// @param bytes none: Redis has ended the connection
    private record Reply(ByteArrayInputStream bytes, long dueNanos) {}

    private Link(RedisProxy way, Socket gateway, Socket redis) {
        this.way = way;
        this.gateway = gateway;
        this.redis = redis;
    }

    /// Connects to Redis for a gateway.
    static Link open(RedisProxy way, Socket gateway, int redisPort) throws IOException {
        try {
            var redis = new Socket(InetAddress.getLoopbackAddress(), redisPort);
            gateway.setTcpNoDelay(true);
            redis.setTcpNoDelay(true);
            return new Link(way, gateway, redis);
        } catch (IOException e) {
            gateway.close();
            throw e;
        }
    }

    void start() {
        run(this::passRequests);
        run(this::readReplies);
        run(this::passReplies);
    }

    /// Ends both connections with RST, and what is under way with them.
    void reset() {
        over = true;
        way.ended(this);
        for (var socket : new Socket[] {gateway, redis}) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException _) {
                // it has ended
            }
        }
    }

    /// Loses the next reply, and the connection with it: Redis has done what was asked.
    void cutAtNextReply(boolean yes) {
        cutting = yes;
    }

    /// Whether it is a replica that reads here.
    boolean isOfReplica() {
        return ofReplica;
    }

    private interface Part {
        void run() throws IOException, InterruptedException;
    }

    private void run(Part part) {
        var _ = Thread.ofVirtual().start(() -> {
            try {
                part.run();
            } catch (IOException _) {
                // an end of it is gone
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            reset();
        });
    }

    private void passRequests() throws IOException, InterruptedException {
        var buffer = new byte[BUFFER_BYTES];
        var in = gateway.getInputStream();
        var out = redis.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            if (beginsReplication(buffer, read)) ofReplica = true;
            way.requests().pass();
            out.write(buffer, 0, read);
        }
    }

    private static boolean beginsReplication(byte[] request, int length) {
        return new String(request, 0, Math.min(length, BEGIN_BYTES), ISO_8859_1).contains("REPLCONF");
    }

    private void readReplies() throws IOException, InterruptedException {
        var buffer = new byte[BUFFER_BYTES];
        var in = redis.getInputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            if (cutting) {
                way.cut();
                return;
            }
            if (!ofReplica || !way.replicasAreCutOff()) put(Arrays.copyOf(buffer, read));
        }
        put(new byte[0]);
        while (!over) Thread.sleep(100); // until those before it are through
    }

    private void put(byte[] bytes) throws InterruptedException {
        var reply = new Reply(new ByteArrayInputStream(bytes), System.nanoTime() + way.delayNanos());
        while (!over && !replies.offer(reply, 1, TimeUnit.SECONDS)) {}
    }

    private void passReplies() throws IOException, InterruptedException {
        var out = gateway.getOutputStream();
        while (!over) {
            var reply = replies.poll(1, TimeUnit.SECONDS);
            if (reply == null) continue;
            TimeUnit.NANOSECONDS.sleep(reply.dueNanos - System.nanoTime());
            way.replies().pass();
            if (reply.bytes.available() == 0) return;
            reply.bytes.transferTo(out);
        }
    }
}
