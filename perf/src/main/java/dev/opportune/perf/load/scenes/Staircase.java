package dev.opportune.perf.load.scenes;

import static dev.opportune.perf.load.Tally.in;

import dev.opportune.perf.load.LoadRun;
import dev.opportune.perf.load.Phase;
import dev.opportune.perf.load.Scenario;
import java.io.IOException;

/// Each step a fifth more than the last, until one is too steep.
final class Staircase implements Scenario {

    private static final double FACTOR = 1.2;
    private static final int MOST_STEPS = 14;
    private static final int STEP_SECONDS = 6;

    @Override
    public void run(LoadRun run) throws IOException {
        run.warmUp();
        double knee = Knee.find(run.rate(), FACTOR, MOST_STEPS, rate -> holds(run, rate));
        run.figure("knee, sends a second", knee);
        run.promise("steps that were not held before the first", knee > 0 ? 0 : 1, 0);
    }

    private static boolean holds(LoadRun run, double rate) throws IOException {
        var step = Phase.steady("%.0f/s".formatted(rate), STEP_SECONDS, rate);
        run.load(step);
        double p99 = run.p99(in(step));
        double failed = run.failed(step);
        run.tell("step %,.0f/s: p50 %.1f, p99 %.1f ms, %.0f failed"
                .formatted(rate, run.tally().millis(50, in(step)), p99, failed));
        return p99 <= Scenes.SLOW_MS && failed == 0;
    }
}
