package dev.opportune.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

/// A client that sends its lines one by one, in chunks of HTTP/1.1. Lines have single quotes in the place of double
/// ones.
public final class LineClient implements AutoCloseable {

    private final String path;
    private final Socket socket;

    public LineClient(int port, String path) throws IOException {
        this.path = path;
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
    }

    public void head(String headers) throws IOException {
        write("POST " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer full-key\r\n"
                + "Content-Type: application/x-ndjson\r\nConnection: close\r\n" + headers
                + "Transfer-Encoding: chunked\r\n\r\n");
    }

    public void line(String line) throws IOException {
        part(line + "\n");
    }

    public void part(String part) throws IOException {
        String bytes = part.replace('\'', '"');
        write(Integer.toHexString(bytes.length()) + "\r\n" + bytes + "\r\n");
    }

    public void end() throws IOException {
        write("0\r\n\r\n");
    }

    /// Gives how many parts, of 4,000 at most, could be written before the other side ended it.
    public int partsUntilCutOff(String part) {
        for (int parts = 0; parts < 4_000; parts++) {
            try {
                part(part);
            } catch (IOException cutOff) {
                return parts;
            }
        }
        return 4_000;
    }

    public void awaitText(String text) throws IOException {
        var seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) throw new AssertionError(seen.toString());
            seen.append((char) next);
        }
    }

    /// All that comes until the other side closes.
    public String answer() throws IOException {
        var all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketException reset) {
            return all.toString(UTF_8);
        }
        return all.toString(UTF_8);
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
