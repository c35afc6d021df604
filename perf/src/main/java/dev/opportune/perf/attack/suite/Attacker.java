package dev.opportune.perf.attack.suite;

import dev.opportune.perf.attack.Attack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An attack in a process of its own, which gives way to the gateway: its collections and its code compete with
/// nobody's figures.
final class Attacker {

    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final String MEMORY = "-Xmx512m";

    private final Process process;
    private final Duration lasts;
    private final List<String> told = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private double cpuSeconds;

    private Attacker(Process process, Duration lasts) {
        this.process = process;
        this.lasts = lasts;
    }

    /// Starts the process, which waits for [#run]: what it costs to start is no part of the attack.
    static Attacker ready(Site site, Attack attack, Duration lasts) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = Ended.withUs(new ProcessBuilder(
                        "nice",
                        "-n",
                        "10",
                        java,
                        MEMORY,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AttackerProcess.class.getName(),
                        attack.name(),
                        Integer.toString(site.port()),
                        Integer.toString(site.adminPort()),
                        site.folder().toString(),
                        Long.toString(lasts.toSeconds()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        return new Attacker(process, lasts);
    }

    /// Attacks, until the attack ends or its time is over by far.
    void run() throws IOException, InterruptedException {
        try (var go = process.outputWriter(StandardCharsets.UTF_8)) {
            go.write("go\n");
        }
        var reader = Thread.ofPlatform()
                .start(() -> process.inputReader(StandardCharsets.UTF_8).lines().forEach(this::note));
        if (!process.waitFor(lasts.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)) {
            told.add("the attacker was ended " + GRACE.toSeconds() + " s after its time");
            process.destroyForcibly().waitFor();
        }
        reader.join();
        if (process.exitValue() == 3) wrong.add("the attacker itself failed");
    }

    private void note(String line) {
        var words = line.split("\t", 2);
        switch (words[0]) {
            case "told" -> told.add(words[1]);
            case "wrong" -> wrong.add(words[1]);
            case "cpu" -> cpuSeconds = Double.parseDouble(words[1]);
            default -> System.err.println(line);
        }
    }

    /// What it saw.
    List<String> told() {
        return List.copyOf(told);
    }

    /// What it should not have seen.
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    /// What it cost the machine, its start included.
    double cpuSeconds() {
        return cpuSeconds;
    }
}
