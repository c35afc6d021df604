package dev.opportune.benchmarks.decisions;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/// What others say to a Redis, by MONITOR: the words of a command, byte for byte.
final class Overheard implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader lines;

    Overheard(RedisServer redis) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), redis.port());
        lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        socket.getOutputStream().write("MONITOR\r\n".getBytes(ISO_8859_1));
        var answer = lines.readLine();
        if (!"+OK".equals(answer)) throw new IOException("MONITOR: " + answer);
    }

    /// The next command of that name that comes from a client, not from a script.
    List<byte[]> next(String name) throws IOException {
        for (String line; (line = lines.readLine()) != null; ) {
            if (line.contains(" lua] ")) continue;
            var words = words(line);
            if (!words.isEmpty() && new String(words.getFirst(), ISO_8859_1).equalsIgnoreCase(name)) return words;
        }
        throw new IOException("the connection has ended");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /// Words are in quotes, with the escapes of C.
    private static List<byte[]> words(String line) {
        var words = new ArrayList<byte[]>();
        int at = line.indexOf('"');
        while (at >= 0) {
            var word = new ByteArrayOutputStream();
            int i = at + 1;
            while (line.charAt(i) != '"') {
                char c = line.charAt(i++);
                if (c != '\\') {
                    word.write(c);
                    continue;
                }
                char escaped = line.charAt(i++);
                if (escaped == 'x') {
                    word.write(Integer.parseInt(line, i, i + 2, 16));
                    i += 2;
                } else {
                    word.write(plain(escaped));
                }
            }
            words.add(word.toByteArray());
            at = line.indexOf('"', i + 1);
        }
        return words;
    }

    private static int plain(char escaped) {
        return switch (escaped) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'a' -> 0x07;
            case 'b' -> '\b';
            default -> escaped;
        };
    }
}
