package dev.opportune.gateway.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The answers to the lines of one request, written in the order of their lines, and no faster than they are read.
/// Holds the lines that are under way, and the answers that wait for those before them or for their reader.
final class LineAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(LineAnswers.class);

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final Map<String, String> headers;
    private final ArrayDeque<Slot> window = new ArrayDeque<>();
    private Buffer together = Buffer.buffer();
    private int windowBytes;
    private boolean writing;

    /// @param headers of the answer, besides its content type
    LineAnswers(Vertx vertx, HttpServerResponse response, Map<String, String> headers) {
        this.vertx = vertx;
        this.response = response;
        this.headers = headers;
    }

    /// One line's place.
    static final class Slot {
        private final int bytes;
        private boolean used;
        private @Nullable Buffer answer;

        private Slot(int bytes) {
            this.bytes = bytes;
        }

        /// @param text null: the line is not answered
        void answer(@Nullable Buffer text) {
            used = true;
            answer = text;
        }
    }

    /// Whether another line may come under way.
    boolean haveRoom() {
        return window.size() < Limits.LINES_IN_FLIGHT && windowBytes < Limits.LINES_BYTES_IN_FLIGHT;
    }

    boolean areWritten() {
        return window.isEmpty();
    }

    /// A line of so many bytes comes under way. The head of the answer leaves with the first, so that whoever waits for
    /// it, a proxy among them, knows at once that the lines are taken.
    Slot begin(int bytes) {
        if (!response.headWritten()) writeHead();
        var slot = new Slot(bytes);
        window.add(slot);
        windowBytes += bytes;
        return slot;
    }

    private void writeHead() {
        response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, "application/x-ndjson");
        headers.forEach(response::putHeader);
        response.writeHead().onFailure(LineAnswers::hasLeft);
    }

    /// Writes what is next, as far as the client reads.
    void write() {
        for (var oldest = window.peek(); oldest != null && oldest.used; oldest = window.peek()) {
            var answer = oldest.answer;
            if (answer != null && response.writeQueueFull()) return;
            window.remove();
            windowBytes -= oldest.bytes;
            if (answer != null) write(answer);
        }
    }

    /// Answers of one turn of the loop are written as one.
    private void write(Buffer line) {
        together.appendBuffer(line);
        if (together.length() >= Limits.LINES_WRITTEN_TOGETHER) {
            writeOut();
        } else if (!writing) {
            writing = true;
            vertx.runOnContext(_ -> {
                writing = false;
                if (!response.closed() && !response.ended()) writeOut();
            });
        }
    }

    private void writeOut() {
        if (together.length() == 0) return;
        var written = together;
        together = Buffer.buffer();
        response.write(written).onFailure(LineAnswers::hasLeft);
    }

    /// Writes the line that ends the answer, all others having been written.
    void end(Buffer last) {
        if (!response.headWritten()) writeHead();
        together.appendBuffer(last);
        writeOut();
    }

    private static void hasLeft(Throwable gone) {
        LOG.debug("the client left before its answer lines", gone);
    }
}
