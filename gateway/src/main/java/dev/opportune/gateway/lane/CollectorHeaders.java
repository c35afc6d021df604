package dev.opportune.gateway.lane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// What the collector of traces wants to be told with each batch, such as a key: a line `Name: value` for each header,
/// read again when the file changes ([FileWatch]). Gives what is in force, from any thread.
public final class CollectorHeaders implements Supplier<Map<String, String>> {

    private static final int MOST = 16;

    /// RFC 9110: a token, a colon and visible characters.
    private static final Pattern LINE = Pattern.compile(
            "([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}):[ \\t]*([\\x21-\\x7e](?:[\\x20-\\x7e]{0,4094}[\\x21-\\x7e])?)");

    private final Path file;
    private final FileWatch watch;
    private volatile Map<String, String> headers;

    /// Reads the file for the first time.
    ///
    /// @throws RefusedException when it cannot be read, or something is wrong with it
    public static CollectorHeaders of(Path file) throws RefusedException {
        return new CollectorHeaders(file);
    }

    private CollectorHeaders(Path file) throws RefusedException {
        this.file = file;
        this.watch =
                new FileWatch("tracing.headers_file", List.of(file), () -> "the headers before it stay", this::take);
        this.headers = read(file);
    }

    @Override
    public Map<String, String> get() {
        return headers;
    }

    public FileWatch watch() {
        return watch;
    }

    private String take() throws RefusedException {
        headers = read(file);
        return "the collector of traces is told " + headers.keySet();
    }

    /// Says nothing of what a line has: it may be a secret.
    private static Map<String, String> read(Path file) throws RefusedException {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        var problems = new ArrayList<String>();
        int number = 0;
        for (var line : lines(file)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) continue;
            var found = LINE.matcher(line.strip());
            if (!found.matches() || headers.put(found.group(1), found.group(2)) != null) {
                problems.add("tracing.headers_file: " + file + ": line " + number
                        + " (expected: Name: value, each name once)");
            }
        }
        if (headers.isEmpty() || headers.size() > MOST) {
            problems.add(
                    "tracing.headers_file: " + file + ": " + headers.size() + " headers (expected: 1 to " + MOST + ")");
        }
        if (!problems.isEmpty()) throw new RefusedException(problems);
        return Map.copyOf(headers);
    }

    private static List<String> lines(Path file) throws RefusedException {
        try {
            return Files.readAllLines(file);
        } catch (IOException | UncheckedIOException e) {
            throw new RefusedException(
                    List.of("tracing.headers_file: " + file + " cannot be read (expected: a text file)"));
        }
    }

    /// Never a value.
    @Override
    public String toString() {
        return "CollectorHeaders[" + file + "]";
    }
}
