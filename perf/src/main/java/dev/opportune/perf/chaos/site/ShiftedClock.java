package dev.opportune.perf.chaos.site;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/// A process' wall clock, by a library that is loaded before all others and adds what a file says (`perf/clock.c`).
final class ShiftedClock {

    private final Path library;
    private final Path file;

    ShiftedClock(Path library, Path file) throws IOException {
        this.library = library;
        this.file = file;
        Files.write(file, new byte[Long.BYTES]);
    }

    void loadedBy(Map<String, String> environment) {
        environment.put("LD_PRELOAD", library.toString());
        environment.put("CHAOS_CLOCK_FILE", file.toString());
    }

    /// From now on the process' clock is so much ahead of this machine's.
    void shift(Duration ahead) throws IOException {
        var nanos =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, ahead.toNanos());
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            while (nanos.hasRemaining()) channel.write(nanos, nanos.position());
        }
    }
}
