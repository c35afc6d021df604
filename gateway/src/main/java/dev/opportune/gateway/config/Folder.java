package dev.opportune.gateway.config;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where the paths of a configuration file start.
record Folder(Path path) {

    static Folder of(Path file) {
        var folder = file.toAbsolutePath().getParent();
        return new Folder(folder == null ? Path.of("/") : folder);
    }

    /// A file that is there.
    Path file(String text) {
        var file = place(text);
        if (Files.isReadable(file) && Files.isRegularFile(file)) return file;
        throw new IllegalArgumentException(file + " (expected: a file that can be read)");
    }

    /// A folder that is there.
    Path folder(String text) {
        var folder = place(text);
        if (Files.isReadable(folder) && Files.isDirectory(folder)) return folder;
        throw new IllegalArgumentException(folder + " (expected: a folder that can be read)");
    }

    /// A file that need not be there yet.
    Path place(String text) {
        return path.resolve(text).normalize();
    }
}
