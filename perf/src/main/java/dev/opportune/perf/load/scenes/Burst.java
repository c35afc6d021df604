package dev.opportune.perf.load.scenes;

import static dev.opportune.perf.load.Tally.in;

import dev.opportune.perf.load.LoadRun;
import dev.opportune.perf.load.Phase;
import dev.opportune.perf.load.Scenario;
import dev.opportune.perf.load.Tally.One;
import java.io.IOException;
import java.util.function.Predicate;

/// Ten times the load for ten seconds, on a gateway that has had as much before.
final class Burst implements Scenario {

    private static final double WORSE = 3;

    @Override
    public void run(LoadRun run) throws IOException {
        run.warmUp();
        var idle = Phase.steady("idle", 20, run.rate());
        var burst = Phase.steady("burst", 10, run.rate() * 10.0);
        var after = Phase.steady("after", 10, run.rate());
        run.load(idle, burst, after);
        Predicate<One> orders = one -> one.isOf("order-status");
        double before = run.p99(in(idle).and(orders));
        double during = run.p99(in(burst).and(orders));
        run.figure("transactional p99 when idle, ms", before);
        run.figure("transactional p99 in the burst, ms", during);
        run.figure("p99 after it, ms", run.p99(in(after)));
        run.promise("transactional p99 in the burst / when idle", during / Math.max(before, 1), WORSE);
        run.promise("requests that fail", run.failed(), 0);
    }
}
