package dev.opportune.perf.load.scenes;

import static dev.opportune.perf.load.Tally.in;

import dev.opportune.perf.load.Content;
import dev.opportune.perf.load.LoadRun;
import dev.opportune.perf.load.Phase;
import dev.opportune.perf.load.Scenario;
import dev.opportune.perf.load.Tally.One;
import java.io.IOException;
import java.util.stream.Collectors;

/// Each send comes three times at the same instant, by the same key, over connections of their own: one is decided, and
/// the others hear of it.
final class Duplicates implements Scenario {

    private static final int COPIES = 3;

    @Override
    public void run(LoadRun run) throws IOException {
        run.warmUp();
        var phase = Phase.steady("duplicates", 20, run.rate()).inGroupsOf(COPIES);
        var copied = new Content[1];
        run.load(
                number -> {
                    if (number % COPIES == 0) copied[0] = run.nextReached();
                    return copied[0];
                },
                phase);
        var firsts = run.tally().all().stream()
                .filter(in(phase).and(One::isGood).and(one -> !one.isReplay()))
                .collect(Collectors.groupingBy(One::key, Collectors.counting()));
        var keys = run.tally().all().stream().filter(in(phase)).map(One::key).collect(Collectors.toSet());
        run.figure("keys", keys.size());
        run.promise(
                "keys that were decided twice",
                (double) firsts.values().stream().filter(it -> it > 1).count(),
                0);
        run.promise("keys that were not decided", keys.size() - firsts.size(), 0);
        run.promise("requests that fail", run.failed(), 0);
        run.figure("p99, ms", run.p99(in(phase)));
    }
}
