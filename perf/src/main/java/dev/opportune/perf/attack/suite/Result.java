package dev.opportune.perf.attack.suite;

import dev.opportune.perf.attack.Attack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What came of one attack.
///
/// @param phases before, during and after
/// @param told what the attacker saw
/// @param wrong why it was not held; empty: it was
/// @param attackerCores what the attacker took of the machine
/// @param load of the machine in the minute before its end: beyond its processors, others make good sends wait
record Result(
        Attack attack, List<Phase> phases, List<String> told, List<String> wrong, double attackerCores, String load) {

    /// Of good sends, while an attack is on and after it.
    private static final int MOST_MILLIS = 500;
    /// A pod whose heap is two fifths of its memory is killed beyond that.
    private static final double MOST_OF_HEAP = 2.5;
    private static final int MOST_LOG_BYTES = 1024 * 1024;
    private static final int FILES_TO_SPARE = 60;

    static Result of(Attack attack, Site site, List<Phase> phases, Attacker attacker) throws IOException {
        var wrong = new ArrayList<>(attacker.wrong());
        if (!site.isAlive()) wrong.add("the gateway ended");
        if (!isCalm(phases.getFirst())) wrong.add("not to be judged: this machine was too busy before the attack");
        for (var phase : phases.subList(1, phases.size())) judge(phase, site, wrong);
        var before = phases.getFirst().seen();
        var after = phases.getLast().seen();
        if (after.lastFiles() > before.lastFiles() + FILES_TO_SPARE) {
            wrong.add(after.lastFiles() + " files open after, " + before.lastFiles() + " before");
        }
        String log = site.log();
        if (Site.secrets().stream().anyMatch(log::contains)) wrong.add("a secret is in the log");
        if (log.length() > MOST_LOG_BYTES) wrong.add(log.length() / 1024 + " KiB of log");
        for (var word : List.of("OutOfMemory", "OutOfDirectMemory", "NullPointer", "ClassCast", "IllegalState")) {
            if (log.contains(word)) wrong.add("the log says " + word);
        }
        double seconds = phases.get(1).lasted().toMillis() / 1000.0;
        return new Result(
                attack, phases, attacker.told(), List.copyOf(wrong), attacker.cpuSeconds() / seconds, machineLoad());
    }

    private static String machineLoad() throws IOException {
        String loads = Files.readString(Path.of("/proc/loadavg"));
        return loads.substring(0, loads.indexOf(' '));
    }

    /// Whether good sends do as well as they must while an attack is on.
    static boolean isCalm(Phase phase) {
        return phase.failed() == 0 && phase.millis(0.99) <= MOST_MILLIS;
    }

    private static void judge(Phase phase, Site site, List<String> wrong) {
        if (phase.sent().isEmpty()) wrong.add("no good sends " + phase.name());
        if (phase.failed() > 0) {
            wrong.add("%d of %d good sends failed %s (%s)"
                    .formatted(phase.failed(), phase.sent().size(), phase.name(), phase.failures()));
        }
        if (phase.millis(0.99) > MOST_MILLIS) {
            wrong.add("p99 of %.0f ms %s (at most %d)".formatted(phase.millis(0.99), phase.name(), MOST_MILLIS));
        }
        if (phase.seen().rssMib() > site.heapMib() * MOST_OF_HEAP) {
            wrong.add("%d MiB of memory %s (at most %.0f)"
                    .formatted(phase.seen().rssMib(), phase.name(), site.heapMib() * MOST_OF_HEAP));
        }
        int deaf = phase.seen().deaf();
        if (deaf > 0) wrong.add("the admin port was deaf " + deaf + " times");
    }

    boolean isHeld() {
        return wrong.isEmpty();
    }

    /// For a terminal.
    String text() {
        return """
                %s: %s (%s)
                  p50 %s ms, p99 %s ms, failed %s; memory %s MiB, heap %s MiB, files %s, cores %s; the attacker's %.2f; load %s
                  %s%s""".formatted(
                        attack.name(),
                        isHeld() ? "held" : "NOT HELD",
                        attack.what(),
                        each(it -> "%.0f".formatted(it.millis(0.5))),
                        each(it -> "%.0f".formatted(it.millis(0.99))),
                        each(it -> Long.toString(it.failed())),
                        each(it -> Integer.toString(it.seen().rssMib())),
                        each(it -> Integer.toString(it.seen().heapMib())),
                        each(it -> Integer.toString(it.seen().files())),
                        each(it -> "%.2f".formatted(it.cores())),
                        attackerCores,
                        load,
                        String.join("; ", told),
                        isHeld() ? "" : "\n  but: " + String.join("; ", wrong));
    }

    /// For a page: the cells of its row.
    String row(String revision) {
        return "| `%s` | %s | %s | %s | %s | %s | %s | %s | %s | %s | %.2f | %s | %s | %s |"
                .formatted(
                        attack.name(),
                        attack.what(),
                        isHeld() ? "held" : "**not held**",
                        each(it -> "%.0f".formatted(it.millis(0.5))),
                        each(it -> "%.0f".formatted(it.millis(0.99))),
                        each(it -> Long.toString(it.failed())),
                        each(it -> Integer.toString(it.seen().rssMib())),
                        each(it -> Integer.toString(it.seen().heapMib())),
                        each(it -> Integer.toString(it.seen().files())),
                        each(it -> "%.2f".formatted(it.cores())),
                        attackerCores,
                        (String.join("; ", told) + (isHeld() ? "" : ". **But:** " + String.join("; ", wrong)))
                                .replace("|", "\\|"),
                        load,
                        revision);
    }

    /// Before, during and after.
    private String each(Function<Phase, String> figure) {
        return phases.stream().map(figure).collect(Collectors.joining(" / "));
    }
}
