package dev.opportune.perf.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.perf.Api;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One stream of sends (NDJSON), written as fast as the gateway takes it, while its answers are read.
public final class LineClient implements Callable<Long> {

    private static final int WRITTEN_TOGETHER = 8 * 1024;
    private static final int PATIENCE_MILLIS = 60_000;

    private final URI gateway;
    private final String key;
    private final Supplier<@Nullable Content> lines;
    private final Heard heard;
    /// Written and not answered: what the gateway has in hand, and what is in the sockets.
    private final ConcurrentLinkedQueue<Written> open = new ConcurrentLinkedQueue<>();

    private record Written(Content content, long atNanos) {}

    /// Hears of each answer, on a thread of this stream.
    public interface Heard {

        /// One line has its answer.
        ///
        /// @param tookNanos since the line was written
        /// @param answer the line, whose `status` is of HTTP
        void answered(Content line, long tookNanos, JsonNode answer);
    }

    /// @param lines what is sent, until it gives null; asked on another thread than `heard` is told
    public LineClient(URI gateway, String key, Supplier<@Nullable Content> lines, Heard heard) {
        this.gateway = gateway;
        this.key = key;
        this.lines = lines;
        this.heard = heard;
    }

    /// Returns how many lines were answered, once all were; throws when some were not.
    @Override
    public Long call() throws IOException, InterruptedException {
        try (var socket = new Socket(gateway.getHost(), gateway.getPort());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            var written = threads.submit(() -> write(socket.getOutputStream()));
            long answered = read(new AnswerLines(new BufferedInputStream(socket.getInputStream())));
            long lines = written.get();
            if (lines != answered) throw new IOException(lines + " lines, and " + answered + " answers");
            return answered;
        } catch (ExecutionException e) {
            throw new IOException("the stream could not be written", e);
        }
    }

    private long write(OutputStream out) throws IOException {
        out.write(("POST /v1/sends HTTP/1.1\r\nHost: " + gateway.getHost() + "\r\nAuthorization: Bearer " + key
                        + "\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n")
                .getBytes(ISO_8859_1));
        var chunk = new ByteArrayOutputStream(2 * WRITTEN_TOGETHER);
        long written = 0;
        for (var line = lines.get(); line != null; line = lines.get()) {
            open.add(new Written(line, System.nanoTime()));
            chunk.writeBytes(line.body().getBytes(UTF_8));
            chunk.write('\n');
            written++;
            if (chunk.size() >= WRITTEN_TOGETHER) writeChunk(out, chunk);
        }
        if (chunk.size() > 0) writeChunk(out, chunk);
        writeChunk(out, chunk);
        return written;
    }

    private static void writeChunk(OutputStream out, ByteArrayOutputStream chunk) throws IOException {
        var whole = new ByteArrayOutputStream(chunk.size() + 16);
        whole.writeBytes((Integer.toHexString(chunk.size()) + "\r\n").getBytes(ISO_8859_1));
        chunk.writeTo(whole);
        whole.writeBytes("\r\n".getBytes(ISO_8859_1));
        whole.writeTo(out);
        chunk.reset();
    }

    private long read(AnswerLines answers) throws IOException {
        for (long line = 1; ; line++) {
            var text = answers.next();
            if (text == null) throw new EOFException("the stream ended without its last line");
            var answer = Api.json(text);
            if (answer.path("done").asBoolean()) return answer.path("lines").asLong();
            var asked = open.poll();
            if (asked == null || answer.path("line").asLong() != line) {
                throw new IOException("not the answer to line " + line + ": " + text);
            }
            heard.answered(asked.content, System.nanoTime() - asked.atNanos, answer);
        }
    }
}
