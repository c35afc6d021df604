package dev.opportune.perf.load.scenes;

import dev.opportune.perf.load.LoadRun;
import dev.opportune.perf.load.Scenario;
import java.io.IOException;
import java.util.Map;
import java.util.TreeSet;

/// All that `perf/run` knows by name and sends by itself: one more is a class, and a line here. Exits with 1 when a
/// promise is broken.
///
/// Properties: `opportune.scenario` and those of [LoadRun].
public final class Scenes {

    private static final Map<String, Scenario> ALL = Map.ofEntries(
            Map.entry("start", new Start()),
            Map.entry("staircase", new Staircase()),
            Map.entry("trickle", new Trickle()),
            Map.entry("burst", new Burst()),
            Map.entry("overload", new Overload()),
            Map.entry("brownout", new Brownout()),
            Map.entry("release", new Release()),
            Map.entry("hot-user", new HotUser()),
            Map.entry("noisy-neighbour", new NoisyNeighbour()),
            Map.entry("flood", new Flood()),
            Map.entry("duplicates", new Duplicates()),
            Map.entry("refusals", new Refusals()),
            Map.entry("stream", new Lines()));

    /// What is slower than this is no use to a caller who waits.
    static final double SLOW_MS = 500;

    private Scenes() {}

    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] args) throws IOException, InterruptedException {
        String name = System.getProperty("opportune.scenario", "");
        var scenario = ALL.get(name);
        if (scenario == null) {
            System.err.println("no scenario " + name + " (expected: one of " + new TreeSet<>(ALL.keySet()) + ")");
            System.exit(2);
            return;
        }
        System.exit(LoadRun.of(name, scenario) ? 0 : 1);
    }
}
