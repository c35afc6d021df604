package dev.opportune.perf.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// A gateway's heap, by its log of collections.
///
/// @param log as `-Xlog:gc` writes it
public record Heap(Path log, long pid) {

    private static final Pattern COLLECTION = Pattern.compile("\\b\\d+M->(\\d+)M\\(");

    /// Has it collect, and gives what is left: what is in use, in MiB.
    public double inUse() throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        int ended = new ProcessBuilder(List.of(jcmd, Long.toString(pid), "GC.run"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (ended != 0) throw new IOException("jcmd " + pid + " GC.run ended with " + ended);
        return last(Files.readAllLines(log));
    }

    /// What was left after the last full collection, in MiB.
    static double last(List<String> lines) {
        for (var line : lines.reversed()) {
            var found = COLLECTION.matcher(line);
            if (line.contains("Pause Full") && found.find()) return Double.parseDouble(found.group(1));
        }
        throw new IllegalArgumentException("the log of collections has no full one");
    }
}
