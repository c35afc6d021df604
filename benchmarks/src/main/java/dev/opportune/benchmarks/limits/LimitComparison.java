package dev.opportune.benchmarks.limits;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/// **Question**: which limit keeps a provider busy, its queue short, and gets over a disturbance?
///
/// **Workload**: a minute of virtual time for each [Scenario] and each [Candidate].
///
/// **Command**: `java -cp benchmarks/target/benchmarks.jar dev.opportune.benchmarks.limits.LimitComparison`
public final class LimitComparison {

    private LimitComparison() {}

    public static void main(String[] arguments) {
        var candidates = Candidate.all();
        var rows = new ArrayList<Row>();
        for (Scenario scenario : Scenario.all()) {
            rows.add(new Row(
                    scenario,
                    candidates.stream()
                            .map(it -> new ModelRun(scenario, it.start().apply(Scenario.STREAMS)).run())
                            .toList()));
        }
        var names = candidates.stream().map(Candidate.Named::name).collect(Collectors.joining(" | "));
        print("messages handled, of those possible", names, rows, it -> number("%.2f", it.kept()));
        print("refused or unanswered, of all sent", names, rows, it -> number("%.3f", it.refused()));
        print("mean wait in the provider's queue, ms", names, rows, it -> number("%.0f", it.queueMillis()));
        print(
                "limit in the last 20 s, mean ± deviation",
                names,
                rows,
                it -> number("%.0f", it.limit()) + number(" ± %.0f %%", it.swing() * 100));
        print("seconds to nine tenths of the ideal rate, from 1", names, rows, it -> number("%.2f", it.startSeconds()));
        print(
                "the same after the disturbance",
                names,
                rows.stream().filter(it -> it.scenario.changes()).toList(),
                it -> number("%.2f", it.recoverySeconds()));
    }

    private record Row(Scenario scenario, List<ModelRun.Result> results) {}

    private static void print(String title, String names, List<Row> rows, Function<ModelRun.Result, String> cell) {
        System.out.println("| " + title + " | " + names + " |");
        System.out.println("|---|" + "---|".repeat(rows.getFirst().results.size()));
        for (Row row : rows) {
            var cells = row.results.stream().map(cell).collect(Collectors.joining(" | "));
            System.out.println("| " + row.scenario.name() + " | " + cells + " |");
        }
        System.out.println();
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "never" : String.format(Locale.ROOT, format, value);
    }
}
