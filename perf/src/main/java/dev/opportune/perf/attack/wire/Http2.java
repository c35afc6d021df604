package dev.opportune.perf.attack.wire;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A connection by HTTP/2 in clear text (with prior knowledge) on which any frame can be sent. A thread of its own
/// reads,
/// answers SETTINGS and PING, and counts; the other side's windows are kept in mind for whoever asks. For any thread.
public final class Http2 implements AutoCloseable {

    /// Of a stream and of the connection, when nobody says otherwise.
    public static final int DEFAULT_WINDOW = 65_535;

    private static final int WINDOW_SETTING = 4;
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final BufferedOutputStream out;
    private final DataInputStream in;
    /// Two, so that who reads does not wait for a writer whom the other side holds up until somebody reads.
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final EnumMap<Frame, Long> received = new EnumMap<>(Frame.class);
    private final ConcurrentHashMap<Integer, Integer> credit = new ConcurrentHashMap<>();
    private int connectionCredit = DEFAULT_WINDOW;
    private int streamWindow = DEFAULT_WINDOW;
    private long endedStreams;
    private int nextStream = 1;
    private boolean goingAway;
    private boolean ended;

    private Http2(Socket socket) throws IOException {
        this.socket = socket;
        this.out = new BufferedOutputStream(socket.getOutputStream(), 32 * 1024);
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 16 * 1024));
    }

    /// Connects to the gateway, and says the first words.
    ///
    /// @param window of each stream, as this side says
    public static Http2 open(int port, Duration patience, int window) throws IOException {
        var connection = new Http2(Http1.connect(port, patience));
        connection.socket.setSoTimeout(0);
        connection.out.write(PREFACE);
        var settings = new byte[6];
        settings[1] = WINDOW_SETTING;
        Frame.int32(window, settings, 2);
        connection.send(Frame.SETTINGS, 0, 0, settings);
        connection.flush();
        Thread.ofVirtual().start(connection::read);
        return connection;
    }

    /// A request without a body; gives its stream. It goes out with the next [#flush].
    public int get(String path, String key) throws IOException {
        int stream = newStream();
        send(
                Frame.HEADERS,
                Frame.END_HEADERS | Frame.END_STREAM,
                stream,
                Hpack.request("GET", path, key).bytes());
        return stream;
    }

    /// The head of a request whose body may follow; gives its stream.
    public int post(String path, String key, String mediaType) throws IOException {
        int stream = newStream();
        var block = Hpack.request("POST", path, key).header("content-type", mediaType);
        send(Frame.HEADERS, Frame.END_HEADERS, stream, block.bytes());
        return stream;
    }

    /// The number of a stream that has not been used.
    public int newStream() {
        lock.lock();
        try {
            int stream = nextStream;
            nextStream += 2;
            return stream;
        } finally {
            lock.unlock();
        }
    }

    /// Sends a frame as it is, whatever the rules and the windows say.
    public void send(Frame frame, int flags, int stream, byte[] payload) throws IOException {
        put(frame.bytes(flags, stream, payload));
    }

    /// Sends frames that were put together before.
    public void put(byte[] frames) throws IOException {
        writing.lock();
        try {
            out.write(frames);
        } finally {
            writing.unlock();
        }
    }

    /// Sends a part of a body within the windows; waits for room, and gives false when the connection ended instead.
    public boolean sendBody(int stream, byte[] part, boolean last) throws IOException, InterruptedException {
        if (!awaitRoom(stream, part.length)) return false;
        send(Frame.DATA, last ? Frame.END_STREAM : 0, stream, part);
        return true;
    }

    /// Waits until the windows have room for so many bytes of a body, and takes it; gives false when the connection
    /// ended instead.
    public boolean awaitRoom(int stream, int bytes) throws IOException, InterruptedException {
        lock.lock();
        try {
            while (!ended && (connectionCredit < bytes || creditOf(stream) < bytes)) {
                flush();
                more.await();
            }
            if (ended) return false;
            connectionCredit -= bytes;
            credit.put(stream, creditOf(stream) - bytes);
            return true;
        } finally {
            lock.unlock();
        }
    }

    public void flush() throws IOException {
        writing.lock();
        try {
            out.flush();
        } finally {
            writing.unlock();
        }
    }

    /// How many frames of this kind came.
    public long received(Frame frame) {
        lock.lock();
        try {
            return received.getOrDefault(frame, 0L);
        } finally {
            lock.unlock();
        }
    }

    /// How many streams the other side ended, with an answer or by a reset.
    public long endedStreams() {
        lock.lock();
        try {
            return endedStreams;
        } finally {
            lock.unlock();
        }
    }

    /// Whether the other side wants no more of it, or has ended it.
    public boolean isOver() {
        lock.lock();
        try {
            return ended || goingAway;
        } finally {
            lock.unlock();
        }
    }

    private int creditOf(int stream) {
        return credit.getOrDefault(stream, streamWindow);
    }

    private void read() {
        try {
            while (true) {
                var head = in.readNBytes(Frame.HEAD_BYTES);
                if (head.length < Frame.HEAD_BYTES) break;
                var payload = in.readNBytes(Frame.int32(head, 0) >>> 8);
                var frame = Frame.of(head[3]);
                if (frame.isPresent()) take(frame.get(), head[4], Frame.int32(head, 5), payload);
            }
        } catch (IOException _) {
            // it ended, as is told below
        }
        lock.lock();
        try {
            ended = true;
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void take(Frame frame, int flags, int stream, byte[] payload) throws IOException {
        note(frame, flags, stream, payload);
        boolean isAnswer = (flags & Frame.ACK) != 0;
        if (frame == Frame.SETTINGS && !isAnswer) answer(Frame.SETTINGS, Frame.ACK, new byte[0]);
        if (frame == Frame.PING && !isAnswer) answer(Frame.PING, Frame.ACK, payload);
        if (frame == Frame.DATA && payload.length > 0) answer(Frame.WINDOW_UPDATE, 0, Frame.int32(payload.length));
    }

    private void note(Frame frame, int flags, int stream, byte[] payload) {
        lock.lock();
        try {
            received.merge(frame, 1L, Long::sum);
            switch (frame) {
                case SETTINGS -> windowOf(payload);
                case WINDOW_UPDATE -> {
                    int bytes = Frame.int32(payload, 0);
                    if (stream == 0) connectionCredit += bytes;
                    else credit.put(stream, creditOf(stream) + bytes);
                }
                case GOAWAY -> goingAway = true;
                case RST_STREAM -> endedStreams++;
                case DATA, HEADERS -> {
                    if ((flags & Frame.END_STREAM) != 0) endedStreams++;
                }
                case PRIORITY, PUSH_PROMISE, PING, CONTINUATION -> {}
            }
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void windowOf(byte[] settings) {
        for (int at = 0; at + 6 <= settings.length; at += 6) {
            if (settings[at + 1] == WINDOW_SETTING) streamWindow = Frame.int32(settings, at + 2);
        }
    }

    private void answer(Frame frame, int flags, byte[] payload) throws IOException {
        send(frame, flags, 0, payload);
        flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
