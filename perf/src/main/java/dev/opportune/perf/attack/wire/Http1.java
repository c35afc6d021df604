package dev.opportune.perf.attack.wire;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/// A connection by HTTP/1.1 on which anything can be said. For one thread that writes and one that reads.
public final class Http1 implements AutoCloseable {

    private static final int MAX_LINE = 64 * 1024;

    private final Socket socket;
    private final BufferedOutputStream out;
    private final InputStream in;

    private Http1(Socket socket) throws IOException {
        this.socket = socket;
        this.out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /// Connects to the gateway.
    ///
    /// @param patience with a connection or an answer that does not come
    public static Http1 open(int port, Duration patience) throws IOException {
        return new Http1(connect(port, patience));
    }

    static Socket connect(int port, Duration patience) throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) patience.toMillis());
            socket.setSoLinger(true, 0); // ports are free again at once
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) patience.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// The head of a request with a body or without, and an empty line.
    public static String head(String method, String path, String key, String... headers) {
        return method + ' ' + path + " HTTP/1.1\r\nHost: gateway\r\n"
                + (key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n")
                + String.join("", Stream.of(headers).map(it -> it + "\r\n").toList())
                + "\r\n";
    }

    /// A whole request.
    ///
    /// @param key empty: none
    public static String request(String method, String path, String key, String mediaType, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return head(method, path, key, "Content-Type: " + mediaType, "Content-Length: " + length) + body;
    }

    /// Says this, with what was put together before it.
    public void say(String text) throws IOException {
        put(text.getBytes(StandardCharsets.UTF_8));
        flush();
    }

    /// Puts this together with what is said next.
    public void put(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    public void flush() throws IOException {
        out.flush();
    }

    /// Ends this side alone.
    public void endOutput() throws IOException {
        flush();
        socket.shutdownOutput();
    }

    /// Reads an answer whole; throws when the connection ends before.
    public Answer answer() throws IOException {
        String first = line();
        if (!first.matches("HTTP/[0-9.]{3} [0-9]{3}.*")) throw new IOException("no answer by HTTP/1: " + first);
        int status = Integer.parseInt(first.substring(9, 12));
        var headers = new HashMap<String, String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        return new Answer(status, headers, new String(body(status, headers), StandardCharsets.UTF_8));
    }

    /// Reads and forgets what comes until the connection ends; its bytes are added up as they come.
    public void drainInto(LongAdder bytes) {
        var buffer = new byte[64 * 1024];
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) bytes.add(read);
        } catch (IOException _) {
            // it ended
        }
    }

    private byte[] body(int status, Map<String, String> headers) throws IOException {
        if (status == 204 || status == 304 || status < 200) return new byte[0];
        String length = headers.get("content-length");
        if (length != null) return exactly(Integer.parseInt(length));
        return "chunked".equals(headers.get("transfer-encoding")) ? chunks() : in.readAllBytes();
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.write(exactly(size));
            var _ = line();
        }
        var _ = line();
        return body.toByteArray();
    }

    private byte[] exactly(int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) throw new EOFException("the connection ended within an answer");
        return bytes;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) throw new EOFException("the connection ended before an answer");
            if (line.size() > MAX_LINE) throw new IOException("an endless line in an answer");
            if (b != '\r') line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
