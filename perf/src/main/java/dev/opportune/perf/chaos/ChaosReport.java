package dev.opportune.perf.chaos;

import dev.opportune.perf.chaos.ChaosSuite.Outcome;
import dev.opportune.perf.chaos.disturbance.Happened;
import dev.opportune.perf.chaos.disturbance.Kind;
import dev.opportune.perf.chaos.ledger.Books;
import dev.opportune.perf.chaos.ledger.Reconciliation;
import dev.opportune.perf.chaos.ledger.Rule;
import java.io.IOException;
import java.util.TreeMap;

/// What a run came to, in Markdown.
final class ChaosReport {

    private static final int SHOWN = 3;

    private ChaosReport() {}

    static Outcome of(Settings settings, Books books, Reconciliation found, Vitals vitals, int notSent)
            throws IOException {
        var text = new StringBuilder("""
                `%s`, revision %s; %d disturbances in %.1f minutes, load of the machine at the end %s.

                | what must not be | how many |
                |---|---|
                """.formatted(
                settings.command(), settings.revision(), books.happened().size(), minutes(books), ChaosSuite.load()));
        for (var rule : Rule.values()) {
            text.append("| %s | %d |%n"
                    .formatted(rule.broken(), found.differences().of(rule).size()));
        }
        text.append("\n| what was counted | how many |\n|---|---|\n");
        var counts = new TreeMap<>(found.counts());
        counts.putAll(vitals.counts());
        counts.put("sends that did not come, since too many callers waited", (long) notSent);
        counts.forEach((what, count) -> text.append("| %s | %,d |%n".formatted(what, count)));
        text.append("\n| what was measured | |\n|---|---|\n");
        found.figures().forEach((what, figure) -> text.append("| %s | %s |%n".formatted(what, figure)));
        text.append("| heap of a gateway, at most | %.0f MiB of 256 |%n".formatted(vitals.mostHeapMib()));
        text.append("\n| disturbance | how often | all together |\n|---|---|---|\n");
        for (var kind : settings.kinds()) text.append(row(books, kind));
        for (var rule : Rule.values()) {
            found.differences().of(rule).stream()
                    .limit(SHOWN)
                    .forEach(it -> text.append("\n- **")
                            .append(rule.broken())
                            .append(":** ")
                            .append(it));
        }
        return new Outcome(
                settings.place().cluster() ? "A cluster" : "One Redis",
                text.toString(),
                found.differences().isEmpty());
    }

    private static double minutes(Books books) {
        if (books.happened().isEmpty()) return 0;
        var from = books.happened().getFirst().from();
        var until = books.happened().getLast().until();
        return (until.toEpochMilli() - from.toEpochMilli()) / 60_000.0;
    }

    private static String row(Books books, Kind kind) {
        var of = books.happened().stream().filter(it -> it.kind() == kind).toList();
        double seconds = of.stream()
                        .mapToLong((Happened it) ->
                                it.until().toEpochMilli() - it.from().toEpochMilli())
                        .sum()
                / 1000.0;
        return "| `%s` | %d | %.0f s |%n".formatted(kind.word(), of.size(), seconds);
    }
}
