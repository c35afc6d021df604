package dev.opportune.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a simulator keeps its files: a folder of the caller's, or a temporary one that is its own to delete.
record DataFolder(Path path, boolean temporary) {

    static DataFolder of(@Nullable Path given) {
        try {
            return given == null
                    ? new DataFolder(Files.createTempDirectory("opportune-simulator-"), true)
                    : new DataFolder(Files.createDirectories(given), false);
        } catch (IOException e) {
            throw new UncheckedIOException("data folder: " + given + " (expected: a folder to write in)", e);
        }
    }

    /// Deletes the folder and the one file that is left in it, if they are the simulator's own.
    void delete(Path lastFile) {
        if (!temporary) return;
        try {
            Files.deleteIfExists(lastFile);
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary folder " + path + " cannot be deleted", e);
        }
    }
}
