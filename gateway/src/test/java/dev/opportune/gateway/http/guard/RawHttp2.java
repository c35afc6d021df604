package dev.opportune.gateway.http.guard;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// A client that writes frames of HTTP/2 as it is told, and keeps all that come back: for what no
/// well-behaved client does.
public final class RawHttp2 implements AutoCloseable {

    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;

    public static final int END_STREAM = 1;
    public static final int ACK = 1;
    public static final int END_HEADERS = 4;
    public static final int INITIAL_WINDOW_SIZE = 4;
    public static final int MAX_CONCURRENT_STREAMS = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_BATCHES = 2_000;
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private final Socket socket;
    private final OutputStream out;
    private final List<Frame> frames = new ArrayList<>();
    private boolean isClosed;

    private RawHttp2(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        Thread.ofVirtual().start(this::read);
    }

    /// One frame that came back.
    public record Frame(int type, int flags, int stream, ByteBuffer payload) {

        /// Of a RST_STREAM.
        public int errorCode() {
            return payload.getInt(type == GOAWAY ? Integer.BYTES : 0);
        }

        public boolean endsStream() {
            return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }

        /// Of SETTINGS, 0 when it is not among them.
        public int setting(int id) {
            var settings = payload.duplicate();
            while (settings.hasRemaining()) {
                int key = settings.getShort();
                int value = settings.getInt();
                if (key == id) return value;
            }
            return 0;
        }
    }

    /// Says the preface, and settings.
    public static RawHttp2 connect(int port, byte[] settings) throws IOException {
        return over(new Socket(InetAddress.getLoopbackAddress(), port), settings);
    }

    /// The same, over a connection that is there.
    public static RawHttp2 over(Socket socket, byte[] settings) throws IOException {
        var client = new RawHttp2(socket);
        client.write(PREFACE.getBytes(StandardCharsets.US_ASCII), frame(SETTINGS, 0, 0, settings));
        return client;
    }

    public static RawHttp2 connect(int port) throws IOException {
        return connect(port, new byte[0]);
    }

    public static byte[] frame(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt((payload.length << 8) | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    public static byte[] setting(int id, int value) {
        return ByteBuffer.allocate(6).putShort((short) id).putInt(value).array();
    }

    public static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /// A whole GET.
    ///
    /// @param key empty: none
    public static byte[] get(int stream, String path, String key) {
        return frame(HEADERS, END_HEADERS | END_STREAM, stream, head(path, key));
    }

    /// The header block of a GET, by RFC 7541 without tables of its own.
    public static byte[] head(String path, String key) {
        var block = new ByteArrayOutputStream();
        block.write(0x82);
        block.write(0x86);
        block.write(0x04);
        text(block, path);
        block.write(0x01);
        text(block, "localhost");
        if (!key.isEmpty()) {
            block.write(0x00);
            text(block, "authorization");
            text(block, "Bearer " + key);
        }
        return block.toByteArray();
    }

    /// The same of a POST of JSON.
    public static byte[] post(String path, String key) {
        var block = new ByteArrayOutputStream();
        block.writeBytes(head(path, key));
        block.write(0x00);
        text(block, "content-type");
        text(block, "application/json");
        byte[] head = block.toByteArray();
        head[0] = (byte) 0x83; // :method POST of the static table, where head says GET
        return head;
    }

    private static void text(ByteArrayOutputStream block, String text) {
        block.write(text.length());
        block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// The ids of a client's first streams.
    public static IntStream streams(int count) {
        return IntStream.range(0, count).map(it -> 2 * it + 1);
    }

    public void write(byte[]... parts) throws IOException {
        var all = new ByteArrayOutputStream();
        for (var part : parts) all.writeBytes(part);
        out.write(all.toByteArray());
        out.flush();
    }

    /// Writes this again and again until the other side has ended the connection.
    public void writeUntilCut(byte[] part) {
        var many = new ByteArrayOutputStream();
        for (int i = 0; i < 500; i++) many.writeBytes(part);
        try {
            for (int batches = 0; !isClosed(); batches++) {
                if (batches == MOST_BATCHES) throw new AssertionError("not cut after " + batches * 500 + " frames");
                out.write(many.toByteArray());
            }
        } catch (IOException cut) {
            // That is what was waited for.
        }
    }

    private void read() {
        try (var in = new DataInputStream(socket.getInputStream())) {
            while (true) {
                int head = in.readInt();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                add(new Frame(head & 0xff, flags, stream, ByteBuffer.wrap(in.readNBytes(head >>> 8))));
            }
        } catch (IOException over) {
            close();
        }
    }

    private synchronized void add(Frame frame) {
        frames.add(frame);
        notifyAll();
    }

    /// All that came so far.
    public synchronized List<Frame> frames() {
        return List.copyOf(frames);
    }

    public synchronized boolean isClosed() {
        return isClosed;
    }

    /// Gives the first that is so, when it has come.
    @CanIgnoreReturnValue
    public Frame await(Predicate<Frame> which) throws InterruptedException {
        return await(1, which).getFirst();
    }

    /// Gives so many that are so, when they have come.
    @CanIgnoreReturnValue
    public synchronized List<Frame> await(int count, Predicate<Frame> which) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var found = frames.stream().filter(which).toList();
            if (found.size() >= count) return found;
            long left = Duration.ofNanos(until - System.nanoTime()).toMillis();
            if (left <= 0 || isClosed) {
                throw new AssertionError((isClosed ? "the connection ended" : "in vain") + " with " + found.size()
                        + " of " + count + " and " + frames.size() + " frames in all");
            }
            wait(left);
        }
    }

    /// Completes when the other side has ended the connection.
    public synchronized void awaitEnd() throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!isClosed) {
            long left = Duration.ofNanos(until - System.nanoTime()).toMillis();
            if (left <= 0) throw new AssertionError("the connection did not end");
            wait(left);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        synchronized (this) {
            isClosed = true;
            notifyAll();
        }
    }
}
