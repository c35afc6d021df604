package dev.opportune.perf.load.scenes;

import static dev.opportune.perf.load.Tally.in;

import dev.opportune.perf.load.Content;
import dev.opportune.perf.load.LoadRun;
import dev.opportune.perf.load.Phase;
import dev.opportune.perf.load.Scenario;
import dev.opportune.perf.load.Tally;
import dev.opportune.perf.load.Tally.One;
import java.io.IOException;
import java.util.function.Predicate;

/// Three times what it can do (`--times`), of sends that are of no use after five seconds. Only what was decided
/// while its caller waited counts, at the peak as in the overload; the ledger finds pushes that came late.
final class Overload implements Scenario {

    private static final int TIMES = Integer.getInteger("opportune.times", 3);

    /// So many that callers who wait do not keep others from asking; fewer than one caller may have in hand on a lane.
    private static final int CONNECTIONS = 1_900;

    /// Sends a second, for any gateway on two processors.
    private static final double TOO_MUCH = 8_000;

    private static final String MOMENT = "\"moment\":{\"ttl\":\"PT5S\"}";
    private static final double MISSING_OF_PEAK = 0.1;
    private static final double CRITICAL_MISSING = 0.01;

    @Override
    public void run(LoadRun run) throws IOException {
        run.warmUp();
        run.warmUpBy(Phase.flatOut("warm-up, flat out", 10));
        run.connections(CONNECTIONS);
        run.warmUpBy(Phase.steady("warm-up, too much", 15, TOO_MUCH)); // what refuses is to be compiled, too
        run.connections(LoadRun.CONNECTIONS);
        var peak = Phase.flatOut("peak", 10);
        run.load(_ -> briefly(run), peak);
        double atPeak = run.tally().goodput(peak);
        run.connections(CONNECTIONS);
        var over = Phase.steady("overload", 15, TIMES * atPeak);
        run.load(_ -> briefly(run), over);
        Tally tally = run.tally();
        double good = tally.goodput(over);
        run.figure("sends a second at the peak", atPeak);
        run.figure("sends a second decided, of " + TIMES + " times as many", good);
        for (var category : new String[] {"flash-sale", "order-status", "storm-alert"}) {
            run.figure("share of " + category + " decided in time", served(tally, in(over), category));
        }
        run.figure("p99 of what was decided, ms", run.p99(in(over).and(One::isGood)));
        run.promise("goodput missing to the peak", 1 - good / atPeak, MISSING_OF_PEAK);
        run.promise("critical sends not served", 1 - served(tally, in(over), "storm-alert"), CRITICAL_MISSING);
    }

    private static double served(Tally tally, Predicate<One> when, String category) {
        var which = when.and(one -> one.isOf(category) && !one.bad());
        return tally.count(which.and(One::isTimely)) / (double) Math.max(1, tally.count(which));
    }

    private static Content briefly(LoadRun run) {
        return run.next().with(MOMENT);
    }
}
