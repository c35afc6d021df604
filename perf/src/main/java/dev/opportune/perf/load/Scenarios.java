package dev.opportune.perf.load;

import static dev.opportune.perf.load.Tally.in;

import dev.opportune.perf.load.Tally.One;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// All that `perf/run` knows by name, but for the longest ones. A scenario more is a method, and a line in [#ALL].
final class Scenarios {

    static final Map<String, Scenario> ALL = Map.of(
            "start", Scenarios::start,
            "staircase", Scenarios::staircase,
            "burst", Scenarios::burst,
            "overload", Scenarios::overload,
            "brownout", Scenarios::brownout,
            "trickle", Scenarios::trickle,
            "duplicates", Scenarios::duplicates);

    /// What is slower than this is no use to a caller who waits.
    private static final double SLOW_MS = 500;

    private static final int WARM_UP_SECONDS = 20;

    private Scenarios() {}

    /// A load of 1,000 a second meets a gateway that is ready and has served nobody yet.
    private static void start(LoadRun run) throws IOException {
        run.warmUpElsewhere(Phase.ramp("elsewhere", WARM_UP_SECONDS, run.rate() / 10.0, run.rate()));
        run.cpuFromHere();
        run.load(Phase.ramp("ramp", 5, 0, run.rate()), Phase.steady("full", 15, run.rate()));
        run.promise("requests that fail", failed(run, run::isHere), 0);
        run.promise("p99, ms", run.tally().millis(99, run::isHere), SLOW_MS);
    }

    /// Each step a quarter more than the last: the knee is the last one that is held.
    private static void staircase(LoadRun run) throws IOException {
        warmUp(run);
        double knee = 0;
        for (double rate = run.rate(); ; rate *= 1.25) {
            var step = Phase.steady("%.0f/s".formatted(rate), 8, rate);
            run.load(step);
            double p99 = run.tally().millis(99, in(step));
            double failed = failed(run, in(step));
            run.tell("step %,.0f/s: p50 %.1f, p99 %.1f ms, %.0f failed"
                    .formatted(rate, run.tally().millis(50, in(step)), p99, failed));
            if (p99 > SLOW_MS || failed > 0) break;
            knee = rate;
        }
        run.figure("knee, sends a second", knee);
        run.promise("steps that were not held before the first", knee > 0 ? 0 : 1, 0);
    }

    /// Ten times the load for ten seconds.
    private static void burst(LoadRun run) throws IOException {
        warmUp(run);
        var idle = Phase.steady("idle", 10, run.rate());
        var burst = Phase.steady("burst", 10, run.rate() * 10);
        var after = Phase.steady("after", 10, run.rate());
        run.load(idle, burst, after);
        Predicate<One> orders = one -> one.isOf("order-status");
        double before = run.tally().millis(99, in(idle).and(orders));
        double during = run.tally().millis(99, in(burst).and(orders));
        run.figure("transactional p99 when idle, ms", before);
        run.figure("transactional p99 in the burst, ms", during);
        run.figure("p99 after it, ms", run.tally().millis(99, in(after)));
        run.promise("transactional p99 in the burst / when idle", during / Math.max(before, 1), 3);
        run.promise("requests that fail", failed(run, _ -> true), 0);
    }

    /// Three times what it can do.
    private static void overload(LoadRun run) throws IOException {
        warmUp(run);
        var peak = new Phase("peak", Duration.ofSeconds(10), Phase.FLAT_OUT, Phase.FLAT_OUT);
        run.load(peak);
        double atPeak = run.tally().count(in(peak).and(One::isGood)) / peak.seconds();
        var over = Phase.steady("overload", 15, 3 * atPeak);
        run.load(over);
        double good = run.tally().count(in(over).and(One::isGood)) / over.seconds();
        Predicate<One> alerts = in(over).and(one -> one.isOf("storm-alert"));
        double served = run.tally().count(alerts.and(One::isGood))
                / (double) Math.max(1, run.tally().count(alerts));
        run.figure("sends a second at the peak", atPeak);
        run.figure("sends a second decided, of three times as many", good);
        run.promise("goodput missing to the peak", 1 - good / atPeak, 0.1);
        run.promise("critical sends not served", 1 - served, 0.01);
    }

    /// Providers answer 503 for a third of the time.
    private static void brownout(LoadRun run) throws IOException, InterruptedException {
        warmUp(run);
        long before = run.site().attempts();
        long wellBefore = run.tally().count(One::isGood);
        var well = Phase.steady("well", 10, run.rate());
        run.load(well);
        for (int i = 0; i < 10; i++) {
            run.site().behave("fail", "\"fault\":\"unavailable\",\"times\":100000");
            run.load(Phase.steady("browned out", 1, run.rate()));
        }
        run.site().behave("fail", "\"fault\":\"unavailable\",\"times\":0");
        var again = Phase.steady("well again", 10, run.rate());
        run.load(again);
        long devices = run.devices(wellBefore);
        run.promise("attempts a push", (run.site().attempts() - before) / (double) Math.max(1, devices), 1.1);
        run.promise("requests that fail", failed(run, _ -> true), 0);
        run.promise("p99 well again, ms", run.tally().millis(99, in(again)), SLOW_MS);
    }

    /// Two a second: nothing sleeps so deep that the next one waits.
    private static void trickle(LoadRun run) throws IOException {
        run.load(Phase.steady("warm-up", 5, 100), Phase.steady("trickle", 30, 2));
        run.promise("requests that fail", failed(run, _ -> true), 0);
        run.promise("p99, ms", run.tally().millis(99, _ -> true), SLOW_MS);
    }

    /// Each send comes three times at about the same time, by the same key: one is decided, and the others hear of it.
    private static void duplicates(LoadRun run) throws IOException {
        run.copies(3);
        run.load(Phase.steady("duplicates", 20, run.rate()));
        long good = run.tally().count(One::isGood);
        long first = run.tally()
                .count(it -> it.isGood() && it.answer() != null && !it.answer().replayed());
        run.figure("answers", (double) good);
        run.promise("sends decided beyond one a key", (double) (first - run.keys()), 0);
        run.promise("requests that fail", failed(run, _ -> true), 0);
    }

    private static void warmUp(LoadRun run) throws IOException {
        run.load(Phase.ramp("warm-up", WARM_UP_SECONDS, run.rate() / 10.0, run.rate()));
    }

    /// Answers that are no decision, though the request was good.
    private static double failed(LoadRun run, Predicate<One> which) {
        return (double) run.tally()
                .count(which.and(one -> !one.isGood() && !(one.status() >= 400 && one.status() < 500)));
    }

    static List<String> names() {
        return ALL.keySet().stream().sorted().toList();
    }
}
