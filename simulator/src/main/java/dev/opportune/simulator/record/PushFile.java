package dev.opportune.simulator.record;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The record's file and its counts; confined to the thread that writes it, but for [#reader].
///
/// A disk that fails makes pushes `unrecorded`, as a full file does: the counts stay true.
final class PushFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PushFile.class);
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path path;
    private final long maxBytes;
    private OutputStream out;
    private long lastSequence;
    private long recorded;
    private long unrecorded;
    private long bytes;

    private PushFile(Path path, long maxBytes, OutputStream out) {
        this.path = path;
        this.maxBytes = maxBytes;
        this.out = out;
    }

    static PushFile create(Path folder, long maxBytes) throws IOException {
        Path path = Files.createTempFile(Files.createDirectories(folder), "pushes-", ".jsonl");
        return new PushFile(path, maxBytes, open(path));
    }

    Path path() {
        return path;
    }

    void append(Push push) {
        try {
            byte[] line = PushJson.line(push.numbered(lastSequence + 1));
            if (bytes + line.length > maxBytes) {
                unrecorded++;
                return;
            }
            out.write(line);
            lastSequence++;
            recorded++;
            bytes += line.length;
        } catch (IOException | UncheckedIOException e) {
            unrecorded++;
            LOG.error("a push was not recorded in {}", path, e);
        }
    }

    RecordState flushedState() {
        try {
            out.flush();
        } catch (IOException e) {
            LOG.error("the record {} cannot be flushed", path, e);
        }
        return state();
    }

    RecordState clear() {
        try {
            out.close();
            out = open(path);
            recorded = 0;
            unrecorded = 0;
            bytes = 0;
        } catch (IOException e) {
            LOG.error("the record {} cannot be cleared", path, e);
        }
        return state();
    }

    /// Reads the file's first so many bytes, while the writer goes on behind them.
    BufferedReader reader(long firstBytes) throws IOException {
        InputStream in = Files.newInputStream(path);
        return new BufferedReader(new InputStreamReader(new FirstBytes(in, firstBytes), StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            LOG.error("the record {} cannot be closed", path, e);
        }
    }

    private RecordState state() {
        return new RecordState(recorded, unrecorded, bytes, maxBytes);
    }

    /// Opening truncates.
    private static OutputStream open(Path path) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(path), BUFFER_BYTES);
    }
}
