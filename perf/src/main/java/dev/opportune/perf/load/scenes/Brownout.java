package dev.opportune.perf.load.scenes;

import static dev.opportune.perf.load.Tally.in;

import dev.opportune.perf.load.LoadRun;
import dev.opportune.perf.load.Phase;
import dev.opportune.perf.load.Scenario;
import dev.opportune.perf.load.Tally.One;
import java.io.IOException;

/// Both providers answer 503 for a third of the time. Attempts are counted once all that was
/// held back has gone out.
final class Brownout implements Scenario {

    private static final double ATTEMPTS_A_PUSH = 1.1;
    private static final int CLEARED_WITHIN_SECONDS = 90;

    @Override
    public void run(LoadRun run) throws IOException, InterruptedException {
        run.warmUp();
        run.site().awaitNoMorePushes(CLEARED_WITHIN_SECONDS);
        long before = run.site().attempts();
        var well = Phase.steady("well", 10, run.rate());
        run.load(well);
        for (var provider : new String[] {"apns", "fcm"}) {
            run.site().behave("fail", provider, "\"fault\":\"unavailable\",\"times\":1000000");
        }
        var brown = Phase.steady("browned out", 10, run.rate());
        run.load(brown);
        run.site().behaveNormally();
        var again = Phase.steady("well again", 10, run.rate());
        run.load(again);
        run.site().awaitNoMorePushes(CLEARED_WITHIN_SECONDS);
        double attempts = run.site().attempts() - before;
        double devices = run.tally().all().stream()
                .filter(in(well).or(in(brown)).or(in(again)).and(One::isGood).and(one -> !one.isReplay()))
                .mapToLong(one -> one.told().deviceCount())
                .sum();
        run.promise("attempts a push", attempts / Math.max(1, devices), ATTEMPTS_A_PUSH);
        run.promise("pushes that were never tried", Math.max(0, devices - attempts), 0);
        run.promise("requests that fail", run.failed(), 0);
        run.figure("p99 browned out, ms", run.p99(in(brown)));
        run.promise("p99 well again, ms", run.p99(in(again)), Scenes.SLOW_MS);
    }
}
