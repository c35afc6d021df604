package dev.opportune.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does what docs/operations.md says, line by line, from the archive in an empty folder with a Java and the machine's
/// tools: every block of `sh` in its first part, one after the other in one shell, on ports that are free. A block of
/// `text` after one has lines that it must print, in order; `…` stands for anything.
class OperationsIT {

    private static final String PART = "## From the archive to two gateways\n";

    private static final Pattern BLOCK = Pattern.compile("```(sh|text)\\n(.*?)```", Pattern.DOTALL);

    /// The ports that the document says.
    private static final Pattern PORT = Pattern.compile("\\b(6379|808[0-3]|844[345]|700[123])\\b");

    /// What ends whatever was started, however far it came.
    private static final String TRAP = """
            set -euo pipefail
            trap 'for file in $(find "$PWD" -name pid -path "*run*"); do kill "$(cat "$file")" 2>/dev/null; done
                  for job in $(jobs -p); do kill -9 "$job" 2>/dev/null; done; true' EXIT
            trap 'exit 1' TERM
            """;

    private static final String NEXT = "@@ next block";

    /// @param commands of the shell
    /// @param expected lines that they print
    private record Step(String commands, List<String> expected) {}

    @TempDir
    private Path empty;

    @Test
    void the_document_leads_from_the_archive_to_two_gateways_a_kill_a_restore_and_a_cluster() throws Exception {
        for (var tool : List.of("redis-server", "redis-cli", "curl")) {
            var found = Unpacked.shell(empty, Map.of(), "command -v " + tool).exitCode() == 0;
            assumeTrue(found, "SKIPPED: no " + tool + " on the PATH, docs/operations.md was not tried");
        }
        var steps = steps();
        var ports = new HashMap<String, String>();
        Files.copy(Unpacked.archive(), empty.resolve(Unpacked.archive().getFileName()));
        var script = steps.stream()
                .map(step -> "echo '" + NEXT + "'\n" + onFreePorts(step.commands, ports))
                .collect(Collectors.joining("\n", TRAP, ""));
        var environment = Map.of(
                "OPPORTUNE_HTTP_PORT", ports.get("8080"),
                "OPPORTUNE_ADMIN_PORT", ports.get("8081"),
                "OPPORTUNE_REDIS_URI", "redis://127.0.0.1:" + ports.get("6379"));

        var said = Unpacked.shell(empty, environment, script);

        var printed = List.of(said.output().split(NEXT + "\\n", -1));
        assertThat(said.exitCode()).as("%s\n%s", said.output(), logs()).isZero();
        assertThat(steps).hasSizeGreaterThan(10).hasSize(printed.size() - 1);
        for (int i = 0; i < steps.size(); i++) {
            assertThat(printed.get(i + 1)).as(steps.get(i).commands).containsPattern(pattern(steps.get(i)));
        }
    }

    private static List<Step> steps() throws Exception {
        var document = Files.readString(Path.of("..", "docs", "operations.md"));
        var part = document.substring(document.indexOf(PART) + PART.length());
        var blocks = BLOCK.matcher(part.substring(0, part.indexOf("\n## ")));
        var steps = new ArrayList<Step>();
        while (blocks.find()) {
            if (blocks.group(1).equals("sh")) steps.add(new Step(blocks.group(2), List.of()));
            else {
                steps.add(new Step(
                        steps.removeLast().commands, blocks.group(2).lines().toList()));
            }
        }
        return steps;
    }

    private static Pattern pattern(Step step) {
        return Pattern.compile(step.expected.stream()
                .map(line -> Pattern.quote(line).replace("…", "\\E.*\\Q"))
                .collect(Collectors.joining("(?s:.*?)")));
    }

    /// Each port of the document becomes one that is free now; those of cluster nodes so that ten thousand more is one.
    private static String onFreePorts(String commands, Map<String, String> ports) {
        return PORT.matcher(commands)
                .replaceAll(it -> Matcher.quoteReplacement(ports.computeIfAbsent(it.group(), _ -> free(ports))));
    }

    private static String free(Map<String, String> taken) {
        while (true) {
            try (var socket = new ServerSocket(0)) {
                var port = String.valueOf(socket.getLocalPort());
                if (socket.getLocalPort() < 55_000 && !taken.containsValue(port)) return port;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private String logs() throws Exception {
        try (var files = Files.walk(empty)) {
            var logs = new StringBuilder();
            for (var log :
                    files.filter(it -> it.toString().matches(".*/run/.*log")).toList()) {
                logs.append("== ").append(log).append('\n').append(Files.readString(log));
            }
            return logs.toString();
        }
    }
}
