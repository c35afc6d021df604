package dev.opportune.perf.chaos.site;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A connection to Redis for a few plain commands. For one thread.
public final class RedisTalk implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    public RedisTalk(int port) throws IOException {
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Asks, and gives the reply as text.
    ///
    /// @param command without spaces in its arguments
    public String text(String command) throws IOException {
        return String.valueOf(ask(command));
    }

    /// What its data and itself take.
    public long usedBytes() throws IOException {
        return text("INFO memory")
                .lines()
                .filter(it -> it.startsWith("used_memory:"))
                .mapToLong(
                        it -> Long.parseLong(it.substring(it.indexOf(':') + 1).trim()))
                .findFirst()
                .orElseThrow(() -> new IOException("Redis does not say what it takes"));
    }

    /// Every key whose name is like this.
    public List<String> keys(String pattern) throws IOException {
        var keys = new ArrayList<String>();
        String cursor = "0";
        do {
            var page = (List<?>) ask("SCAN " + cursor + " COUNT 1000 MATCH " + pattern);
            cursor = String.valueOf(page.getFirst());
            for (var key : (List<?>) page.getLast()) keys.add(String.valueOf(key));
        } while (!cursor.equals("0"));
        return keys;
    }

    /// Asks, and gives each member of the reply as text.
    List<String> list(String command) throws IOException {
        return ((List<?>) ask(command)).stream().map(String::valueOf).toList();
    }

    private Object ask(String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        return reply();
    }

    private Object reply() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+', ':' -> rest;
            case '$' -> bulk(Integer.parseInt(rest));
            case '*' -> {
                var members = new ArrayList<Object>();
                for (int left = Integer.parseInt(rest); left > 0; left--) members.add(reply());
                yield members;
            }
            default -> throw new IOException("Redis: " + line);
        };
    }

    private String bulk(int length) throws IOException {
        if (length < 0) return "";
        var bytes = in.readNBytes(length);
        in.skipNBytes(2);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) throw new EOFException("Redis ended the connection");
            if (b != '\r') line.append((char) b);
        }
        if (line.isEmpty()) throw new IOException("Redis: an empty line");
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
