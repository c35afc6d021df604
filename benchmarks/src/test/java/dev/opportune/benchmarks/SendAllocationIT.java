package dev.opportune.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What a send allocates is as little as it was. In a JVM of its own whose compiler optimizes no allocation away, so
/// that some thousand sends tell it to a hundredth, on a busy machine too.
class SendAllocationIT {

    private static final Path COMMITTED = Path.of("allocation.properties");
    private static final Pattern LINE = Pattern.compile("(\\S+) (\\d+) bytes .*");
    private static final double MOST_MORE = 1.05;

    @Test
    void a_send_allocates_at_most_a_twentieth_more_than_is_committed() throws Exception {
        var most = committed();
        most.replaceAll((_, bytes) -> Math.round(bytes * MOST_MORE));
        var measured = measured();
        // A machine that stands still in between can only make it more.
        if (!isWithin(measured, most)) measured().forEach((part, bytes) -> measured.merge(part, bytes, Math::min));

        assertThat(measured.keySet()).isEqualTo(most.keySet());
        assertThat(isWithin(measured, most))
                .as("%s (expected: at most %s)", measured, most)
                .isTrue();
    }

    private static boolean isWithin(Map<String, Long> measured, Map<String, Long> most) {
        return measured.entrySet().stream()
                .allMatch(part -> part.getValue() <= most.getOrDefault(part.getKey(), Long.MAX_VALUE));
    }

    private static Map<String, Long> committed() throws IOException {
        var properties = new Properties();
        try (var in = Files.newBufferedReader(COMMITTED)) {
            properties.load(in);
        }
        var bytes = new HashMap<String, Long>();
        properties.stringPropertyNames().forEach(part -> bytes.put(part, Long.valueOf(properties.getProperty(part))));
        return bytes;
    }

    private static Map<String, Long> measured() throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                SendAllocation.class.getName());
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        var bytes = new HashMap<String, Long>();
        said.lines()
                .map(LINE::matcher)
                .filter(line -> line.matches())
                .forEach(line -> bytes.put(line.group(1), Long.valueOf(line.group(2))));
        return bytes;
    }
}
