package dev.opportune.perf.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/// Sends requests when they are due, over as many connections at most; those that are due and find none free wait, and
/// their time counts from when they were due (HdrHistogram's "intended start"). On the calling thread.
public final class Generator implements AutoCloseable {

    /// Requests that wait for a connection at most; one more counts as failed.
    private static final int MOST_WAITING = 200_000;

    /// Of answers, once all is sent.
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long LOOK_MS = 100;

    /// Opened before the first request, and used by turns: every lane of a gateway has some.
    private static final int AT_FIRST = 16;

    private final InetSocketAddress to;
    private final byte[] head;
    private final int mostConnections;
    private final LongFunction<Content> contents;
    private final Heard heard;
    private final Selector selector = Selector.open();
    private final ArrayDeque<Connection> free = new ArrayDeque<>();
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private int connections;
    private int underWay;
    private long number;

    /// @param contents gives what is sent, by its number
    public Generator(URI gateway, String key, int mostConnections, LongFunction<Content> contents, Heard heard)
            throws IOException {
        this(gateway, "/v1/sends", key, mostConnections, contents, heard);
    }

    /// One that posts there.
    public Generator(
            URI gateway, String path, String key, int mostConnections, LongFunction<Content> contents, Heard heard)
            throws IOException {
        this.to = new InetSocketAddress(gateway.getHost(), gateway.getPort());
        this.mostConnections = mostConnections;
        this.contents = contents;
        this.heard = heard;
        this.head = ("POST " + path + " HTTP/1.1\r\nHost: " + gateway.getHost() + "\r\nAuthorization: Bearer " + key
                        + "\r\nContent-Type: application/json\r\nContent-Length: ")
                .getBytes(ISO_8859_1);
    }

    /// Returns when all of it was sent, and answered or given up.
    public void run(List<Phase> phases) throws IOException {
        while (connections < Math.min(AT_FIRST, mostConnections)) free.add(open());
        for (var phase : phases) {
            if (phase.isFlatOut()) flatOut(phase);
            else atItsRate(phase);
        }
        long patience = System.nanoTime() + PATIENCE_NANOS;
        while ((underWay > 0 || !waiting.isEmpty()) && System.nanoTime() - patience < 0) look(LOOK_MS);
        for (var left : waiting) heard.failed(left, "it found no connection");
        for (var key : selector.keys()) giveUp((Connection) key.attachment(), "no answer in time");
        waiting.clear();
    }

    private void atItsRate(Phase phase) throws IOException {
        long begin = System.nanoTime();
        long ends = begin + phase.time().toNanos();
        for (long n = 0; ; n++) {
            long due = begin + (long) (Math.min(phase.arrivalOf(n), 1e6) * 1e9);
            if (due >= ends) break;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                look(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
            }
            arrive(new Request(contents.apply(number++), phase, due));
            if (n % 16 == 0) look(0);
        }
        while (System.nanoTime() < ends) look(1);
    }

    private void flatOut(Phase phase) throws IOException {
        long ends = System.nanoTime() + phase.time().toNanos();
        while (System.nanoTime() < ends) {
            while (underWay < mostConnections) arrive(new Request(contents.apply(number++), phase, System.nanoTime()));
            look(LOOK_MS);
        }
    }

    private void arrive(Request request) throws IOException {
        if (waiting.size() >= MOST_WAITING) heard.failed(request, "too many wait for a connection");
        else waiting.add(request);
        sendWaiting();
    }

    private void sendWaiting() throws IOException {
        while (!waiting.isEmpty() && (!free.isEmpty() || connections < mostConnections)) {
            var connection = free.isEmpty() ? open() : free.remove();
            underWay++;
            try {
                var request = waiting.remove();
                connection.send(request, bytes(request));
            } catch (IOException e) {
                giveUp(connection, String.valueOf(e.getMessage()));
            }
        }
    }

    private Connection open() throws IOException {
        connections++;
        return Connection.open(to, selector);
    }

    private byte[] bytes(Request request) {
        byte[] body = request.content().body().getBytes(UTF_8);
        byte[] length = (body.length + "\r\n\r\n").getBytes(ISO_8859_1);
        var bytes = new byte[head.length + length.length + body.length];
        System.arraycopy(head, 0, bytes, 0, head.length);
        System.arraycopy(length, 0, bytes, head.length, length.length);
        System.arraycopy(body, 0, bytes, head.length + length.length, body.length);
        return bytes;
    }

    private void look(long millis) throws IOException {
        if (millis == 0) selector.selectNow();
        else selector.select(millis);
        var ready = selector.selectedKeys();
        for (var key : ready) {
            var connection = (Connection) key.attachment();
            try {
                if (key.isWritable()) connection.write();
                if (key.isReadable()) take(connection);
            } catch (IOException e) {
                giveUp(connection, String.valueOf(e.getMessage()));
            }
        }
        ready.clear();
        sendWaiting();
    }

    private void take(Connection connection) throws IOException {
        var request = connection.request();
        var answer = connection.read();
        if (answer == null || request == null) return;
        underWay--;
        free.add(connection);
        heard.answered(request, answer, System.nanoTime() - request.dueNanos());
    }

    /// Another takes its place.
    private void giveUp(Connection connection, String why) throws IOException {
        var request = connection.request();
        connections--;
        free.remove(connection);
        connection.close();
        if (request == null) return;
        underWay--;
        heard.failed(request, why);
    }

    @Override
    public void close() throws IOException {
        for (var key : new ArrayList<>(selector.keys())) ((Connection) key.attachment()).close();
        selector.close();
    }
}
