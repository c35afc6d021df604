package dev.opportune.perf.load.scenes;

import static dev.opportune.perf.load.Tally.in;

import dev.opportune.perf.load.LoadRun;
import dev.opportune.perf.load.Phase;
import dev.opportune.perf.load.Scenario;
import java.io.IOException;

/// Load meets a gateway that is ready and has served nobody yet; generator, simulators and Redis are warm.
final class Start implements Scenario {

    private static final int WARM_UP_SECONDS = 20;

    @Override
    public void run(LoadRun run) throws IOException {
        run.warmUpBy(Phase.ramp("elsewhere", WARM_UP_SECONDS, run.rate() / 10.0, run.rate()));
        var ramp = Phase.ramp("ramp", 5, 0, run.rate());
        var full = Phase.steady("full", 15, run.rate());
        run.load(ramp, full);
        run.promise("requests that fail", run.failed(), 0);
        run.promise("p99, ms", run.p99(in(ramp).or(in(full))), Scenes.SLOW_MS);
    }
}
