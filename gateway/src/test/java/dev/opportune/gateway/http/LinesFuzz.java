package dev.opportune.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.opportune.gateway.http.LineSplitter.Line;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Whatever comes as lines, and however it is cut, is cut into the lines that a second way finds.
final class LinesFuzz {

    private static final int MAX_BYTES = 24;
    static final List<String> PIECES = List.of(
            "\n", "\r", "\r\n", "\r\r\n", "\n\n", " ", "\t", "\u0000", "x".repeat(24), "x".repeat(25), "\uFEFF");

    @FuzzTest
    void fuzz(byte[] body) {
        check(body);
    }

    static void check(byte[] body) {
        var obvious = obvious(new String(body, StandardCharsets.ISO_8859_1));
        for (int chunkBytes : new int[] {1, 7, Math.max(1, body.length)}) {
            assertThat(split(body, chunkBytes))
                    .as(() -> "in chunks of " + chunkBytes + ": " + Buffer.buffer(body))
                    .isEqualTo(obvious);
        }
    }

    private static List<String> split(byte[] body, int chunkBytes) {
        var splitter = new LineSplitter(MAX_BYTES);
        var lines = new ArrayList<String>();
        for (int at = 0; at < body.length; at += chunkBytes) {
            splitter.add(Buffer.buffer(body).getBuffer(at, Math.min(body.length, at + chunkBytes)));
            for (var line = splitter.next(); line != null; line = splitter.next()) lines.add(text(line));
        }
        var rest = splitter.rest();
        if (rest != null) lines.add(text(rest));
        return lines;
    }

    private static String text(Line line) {
        return switch (line) {
            case Line.Whole(long number, Buffer bytes) -> number + " " + bytes.toString(StandardCharsets.ISO_8859_1);
            case Line.TooLong(long number) -> number + " is too long";
            case Line.Unreadable(long number, String why) -> number + " cannot be read: " + why;
        };
    }

    private static List<String> obvious(String body) {
        var lines = new ArrayList<String>();
        var parts = body.split("\n", -1);
        for (int i = 0; i < parts.length; i++) {
            String line = parts[i].endsWith("\r") ? parts[i].substring(0, parts[i].length() - 1) : parts[i];
            if (line.length() > MAX_BYTES) lines.add(i + 1 + " is too long");
            else if (!line.matches("[ \t\r]*")) lines.add(i + 1 + " " + line);
        }
        return lines;
    }
}
