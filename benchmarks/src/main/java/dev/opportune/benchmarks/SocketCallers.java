package dev.opportune.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Callers over plain sockets, HTTP/1.1, a request each at once, all on the calling thread: what they cost is in no
/// figure of the gateway's.
final class SocketCallers implements AutoCloseable {

    private static final String LENGTH = "content-length: ";
    private static final int IMPORTED_AT_ONCE = 200;

    private final int port;
    private final int users;
    private final List<Socket> sockets = new ArrayList<>();
    private final List<InputStream> answers = new ArrayList<>();
    private int turn;

    /// @param users of one iPhone each
    SocketCallers(int port, int callers, int users) throws IOException {
        this.port = port;
        this.users = users;
        for (int i = 0; i < callers; i++) {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            sockets.add(socket);
            answers.add(new BufferedInputStream(socket.getInputStream()));
        }
    }

    /// Registers the users.
    void register() throws IOException {
        for (int from = 0; from < users; from += IMPORTED_AT_ONCE) {
            var lines = new StringBuilder();
            for (int i = from; i < Math.min(users, from + IMPORTED_AT_ONCE); i++) lines.append(line(i));
            var bytes = request("POST /v1/users", "application/x-ndjson", lines.toString());
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(bytes);
                var answer = new BufferedInputStream(socket.getInputStream());
                var text = new StringBuilder();
                while (text.indexOf("\"done\":true") < 0) text.append(line(answer));
                if (!text.toString().contains("\"failed\":0")) throw new IOException("not imported: " + text);
            }
        }
    }

    private static String line(int number) {
        var deviceToken = "%-32s".formatted(user(number)).getBytes(UTF_8);
        return """
                {"user":"%s","timezone":"Europe/Berlin","devices":[{"device_id":"iphone","app":"shop-ios",\
                "device_token":"%s"}]}
                """.formatted(user(number), HexFormat.of().formatHex(deviceToken));
    }

    private static String user(int number) {
        return "user-" + number;
    }

    /// One send by each caller, all under way at once.
    void send(String category) throws IOException {
        for (var socket : sockets) {
            socket.getOutputStream().write(request("POST /v1/sends", "application/json", body(category)));
        }
        for (var answer : answers) takeAnswer(answer);
    }

    private String body(String category) {
        turn = (turn + 1) % users;
        return """
                {"user":"%s","category":"%s","ref":"7","content":{"title":"Raincoats, one hour only","body":"30 %% off while \
                it pours, in your shop around the corner","action":{"label":"Shop now","link":"shop://sale/raincoats"},\
                "sound":"default"}}""".formatted(user(turn), category);
    }

    private static byte[] request(String what, String type, String body) {
        return (what + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + OneGateway.KEY + "\r\nContent-Type: "
                        + type + "\r\nContent-Length: " + body.getBytes(UTF_8).length + "\r\n\r\n" + body)
                .getBytes(UTF_8);
    }

    private static void takeAnswer(InputStream in) throws IOException {
        var status = line(in);
        int length = 0;
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(header.substring(LENGTH.length()));
            }
        }
        var body = new String(in.readNBytes(length), UTF_8);
        if (!status.contains(" 202 ")) throw new IOException(status + ": " + body);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) throw new IOException("the gateway ended the connection: " + line);
            if (c != '\r') line.append((char) c);
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        for (var socket : sockets) socket.close();
    }
}
