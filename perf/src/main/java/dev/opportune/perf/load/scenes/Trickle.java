package dev.opportune.perf.load.scenes;

import static dev.opportune.perf.load.Tally.in;

import dev.opportune.perf.load.LoadRun;
import dev.opportune.perf.load.Phase;
import dev.opportune.perf.load.Scenario;
import java.io.IOException;

/// A few a second: nothing sleeps so deep that the next one waits.
final class Trickle implements Scenario {

    @Override
    public void run(LoadRun run) throws IOException {
        run.warmUp();
        var trickle = Phase.steady("trickle", 45, run.rate());
        run.load(trickle);
        run.promise("requests that fail", run.failed(), 0);
        run.figure("p50, ms", run.tally().millis(50, in(trickle)));
        run.promise("p99, ms", run.p99(in(trickle)), Scenes.SLOW_MS);
    }
}
