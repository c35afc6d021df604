package dev.opportune.perf.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The lines of an answer of HTTP/1.1 that comes in chunks.
final class AnswerLines {

    private final InputStream in;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream(512);
    private int leftOfChunk;
    private boolean headIsRead;
    private boolean ended;

    AnswerLines(InputStream in) {
        this.in = in;
    }

    /// Null: there are no more. Throws when the answer is not 200.
    @Nullable
    String next() throws IOException {
        if (!headIsRead) readHead();
        while (!ended) {
            if (leftOfChunk == 0) beginChunk();
            while (leftOfChunk > 0) {
                int b = read();
                leftOfChunk--;
                if (leftOfChunk == 0) endLine();
                if (b != '\n') {
                    begun.write(b);
                    continue;
                }
                var line = begun.toString(UTF_8);
                begun.reset();
                return line;
            }
        }
        return null;
    }

    private void readHead() throws IOException {
        var status = readLine();
        if (!status.startsWith("HTTP/1.1 200")) throw new IOException("the stream was answered: " + status);
        while (!readLine().isEmpty()) {
            // What is said besides is of no interest.
        }
        headIsRead = true;
    }

    private void beginChunk() throws IOException {
        leftOfChunk = Integer.parseInt(readLine(), 16);
        if (leftOfChunk > 0) return;
        endLine();
        ended = true;
    }

    /// Of the protocol: a chunk and the whole have one at their ends.
    private void endLine() throws IOException {
        var rest = readLine();
        if (!rest.isEmpty()) throw new IOException("a chunk goes on behind its end: " + rest);
    }

    private String readLine() throws IOException {
        var line = new ByteArrayOutputStream(80);
        for (int b = read(); b != '\n'; b = read()) {
            if (b != '\r') line.write(b);
        }
        return line.toString(ISO_8859_1);
    }

    private int read() throws IOException {
        int b = in.read();
        if (b < 0) throw new EOFException("the gateway ended the connection");
        return b;
    }
}
