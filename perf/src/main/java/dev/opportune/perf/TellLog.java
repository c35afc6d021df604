package dev.opportune.perf;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What callers were told, a line each, written while they are told. May be used by any thread.
public final class TellLog implements AutoCloseable {

    private final BufferedWriter lines;

    private TellLog(BufferedWriter lines) {
        this.lines = lines;
    }

    /// Begins a new file.
    public static TellLog create(Path file) {
        try {
            var folder = file.toAbsolutePath().getParent();
            if (folder != null) Files.createDirectories(folder);
            return new TellLog(Files.newBufferedWriter(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }

    public synchronized void add(Told told) {
        try {
            lines.write(told.line());
            lines.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException("the record of the run cannot be written", e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the record of the run cannot be written", e);
        }
    }

    /// Gives what was told, in the order in which it was.
    static List<Told> read(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.map(Told::parse).toList();
        }
    }
}
