package dev.opportune.perf.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A connection that carries one request of HTTP/1.1 at a time; its answers say how long they are.
final class Connection {

    private static final int MOST_ANSWER_BYTES = 64 * 1024;
    private static final byte[] HEAD_ENDS = "\r\n\r\n".getBytes(ISO_8859_1);
    private static final String LENGTH = "\r\ncontent-length: ";

    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer in = ByteBuffer.allocate(MOST_ANSWER_BYTES);
    private ByteBuffer out = ByteBuffer.allocate(0);
    private @Nullable Request request;

    private Connection(SocketChannel channel, SelectionKey key) {
        this.channel = channel;
        this.key = key;
    }

    static Connection open(InetSocketAddress to, Selector selector) throws IOException {
        var channel = SocketChannel.open(to);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        var key = channel.register(selector, SelectionKey.OP_READ);
        var connection = new Connection(channel, key);
        key.attach(connection);
        return connection;
    }

    /// The one under way.
    @Nullable
    Request request() {
        return request;
    }

    void send(Request request, byte[] bytes) throws IOException {
        this.request = request;
        out = ByteBuffer.wrap(bytes);
        write();
    }

    void write() throws IOException {
        channel.write(out);
        key.interestOps(out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    /// Null: not all of it is here. Throws when the connection has ended.
    @Nullable
    Answer read() throws IOException {
        if (channel.read(in) < 0) throw new EOFException("the gateway ended the connection");
        int head = headEnds();
        if (head < 0) return null;
        var text = new String(in.array(), 0, head, ISO_8859_1);
        var lower = text.toLowerCase(Locale.ROOT);
        int at = lower.indexOf(LENGTH);
        if (at < 0) throw new IOException("an answer without a length: " + text);
        int ends = lower.indexOf('\r', at + LENGTH.length());
        int length = Integer.parseInt(lower.substring(at + LENGTH.length(), ends < 0 ? lower.length() : ends)
                .strip());
        int body = head + HEAD_ENDS.length;
        if (in.position() < body + length) return null;
        var answer = new Answer(
                Integer.parseInt(text.substring(9, 12)),
                new String(in.array(), body, length, UTF_8),
                lower.contains("\r\nidempotency-replayed:"));
        in.clear();
        request = null;
        return answer;
    }

    private int headEnds() {
        var bytes = in.array();
        for (int i = 0; i + HEAD_ENDS.length <= in.position(); i++) {
            if (bytes[i] == '\r' && Arrays.equals(bytes, i, i + HEAD_ENDS.length, HEAD_ENDS, 0, HEAD_ENDS.length)) {
                return i;
            }
        }
        return -1;
    }

    void close() throws IOException {
        channel.close();
    }
}
