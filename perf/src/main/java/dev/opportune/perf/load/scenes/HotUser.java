package dev.opportune.perf.load.scenes;

import static dev.opportune.perf.load.Tally.in;

import dev.opportune.perf.load.Content;
import dev.opportune.perf.load.LoadRun;
import dev.opportune.perf.load.Phase;
import dev.opportune.perf.load.Scenario;
import dev.opportune.perf.load.Tally.One;
import java.io.IOException;
import java.util.function.Predicate;

/// Half of all sends go to one user, and half of those would exceed its cap: the others do not wait for it, and the cap
/// holds however many come at once.
final class HotUser implements Scenario {

    private static final String USER = "steady-iphone-0";
    private static final String KEY = "hot-";
    private static final String CAPPED = "once-a-day";
    private static final double WORSE = 3;

    @Override
    public void run(LoadRun run) throws IOException {
        run.warmUp();
        var before = Phase.steady("before", 15, run.rate());
        double redisBefore = redisMicros(run, () -> run.load(before));
        var hot = Phase.steady("one user has half of it", 20, run.rate());
        double redisHot =
                redisMicros(run, () -> run.load(number -> number % 2 == 0 ? run.next() : toOne(run, number), hot));

        Predicate<One> theirs = one -> one.key().contains(KEY);
        double othersBefore = run.p99(in(before));
        double othersNow = run.p99(in(hot).and(theirs.negate()));
        run.figure("Redis, µs a request before", redisBefore / run.tally().count(in(before)));
        run.figure(
                "Redis, µs a request of which half are one user's",
                redisHot / run.tally().count(in(hot)));
        run.figure("p99 of its own, ms", run.p99(in(hot).and(theirs)));
        run.figure("p99 before, ms", othersBefore);
        run.promise("p99 of the others / before", othersNow / Math.max(othersBefore, 1), WORSE);
        run.promise("sends of a cap of one that were admitted, and not one", Math.abs(1.0 - admitted(run, hot)), 0);
        run.promise("requests that fail", run.failed(), 0);
    }

    private static long admitted(LoadRun run, Phase hot) {
        return run.tally()
                .count(in(hot).and(one -> one.key().contains(KEY) && one.isOf(CAPPED) && one.status() == 202));
    }

    private static Content toOne(LoadRun run, long number) {
        String category = number % 4 == 1 ? CAPPED : "order-status";
        String key = run.workload().run() + '-' + KEY + number;
        return new Content(key, category, """
                {"user":"%s","category":"%s","idempotency_key":"%s","content":{"title":"Your order","body":"It is on \
                its way"}}""".formatted(USER, category, key), false);
    }

    private interface Load {
        void run() throws IOException;
    }

    private static double redisMicros(LoadRun run, Load load) throws IOException {
        var before = run.site().cpu();
        load.run();
        return run.site().cpu().microsSince(before, "redis");
    }
}
