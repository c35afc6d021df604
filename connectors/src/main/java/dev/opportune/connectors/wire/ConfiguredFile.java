package dev.opportune.connectors.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file that a setting names.
public final class ConfiguredFile {

    private ConfiguredFile() {}

    /// What it holds; [UnusableFileException] when it cannot be read.
    public static byte[] read(String setting, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw UnusableFileException.unreadable(setting, file, e);
        }
    }
}
