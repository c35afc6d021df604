package dev.opportune.archive;

import dev.opportune.dev.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;

/// Writes what bash needs to complete the command's words.
final class Completion {

    private Completion() {}

    /// Writes it.
    ///
    /// @param arguments the file
    public static void main(String[] arguments) throws IOException {
        var file = Path.of(arguments[0]);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, AutoComplete.bash("opportune", Main.commandLine()));
    }
}
