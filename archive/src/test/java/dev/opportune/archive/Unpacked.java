package dev.opportune.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The archive of this build, unpacked in an empty folder, and what a shell there says: with a Java and the tools of
/// the
/// machine, and nothing else of ours.
///
/// @param folder of the archive's files
record Unpacked(Path folder) {

    private static final long SECONDS = 300;

    /// @param output both streams
    record Said(int exitCode, String output) {}

    static Path archive() throws IOException {
        try (var files = Files.newDirectoryStream(Path.of("target"), "opportune-*.tar.gz")) {
            return files.iterator().next().toAbsolutePath();
        }
    }

    static Unpacked in(Path empty) throws IOException, InterruptedException {
        var said = shell(empty, Map.of(), "tar xzf " + archive() + " && ls");
        return new Unpacked(empty.resolve(said.output().strip()));
    }

    Said shell(String script) throws IOException, InterruptedException {
        return shell(folder, Map.of(), script);
    }

    /// Runs a script of bash until it ends, five minutes at most.
    static Said shell(Path folder, Map<String, String> environment, String script)
            throws IOException, InterruptedException {
        var output = Files.createTempFile("opportune-shell-", ".log");
        try {
            var process = process(folder, environment, script)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
            if (!ended) process.destroy(); // its trap ends what it started
            var said = Files.readString(output);
            return ended
                    ? new Said(process.exitValue(), said)
                    : new Said(-1, said + "\n(not over after " + SECONDS + " s)");
        } finally {
            Files.delete(output);
        }
    }

    private static ProcessBuilder process(Path folder, Map<String, String> environment, String script) {
        var builder = new ProcessBuilder(List.of("bash", "-c", script)).directory(folder.toFile());
        var path = builder.environment().get("PATH");
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", path, "HOME", folder.toString()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("OPPORTUNE_JAVA_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1");
        builder.environment().putAll(environment);
        return builder;
    }
}
