package dev.opportune.gateway.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Prometheus' own tool; it comes with Debian's package prometheus.
record Promtool(Path program) {

    static Optional<Promtool> onThePath() {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(it -> Path.of(it, "promtool"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Promtool::new);
    }

    /// Runs it, which must succeed.
    ///
    /// @return what it said
    String run(String what, String of, Path file) throws Exception {
        var process = new ProcessBuilder(program.toString(), what, of, file.toString())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
