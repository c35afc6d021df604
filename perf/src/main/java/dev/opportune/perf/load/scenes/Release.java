package dev.opportune.perf.load.scenes;

import static dev.opportune.perf.load.Tally.in;

import dev.opportune.perf.Push;
import dev.opportune.perf.Told;
import dev.opportune.perf.load.LoadRun;
import dev.opportune.perf.load.Phase;
import dev.opportune.perf.load.Scenario;
import dev.opportune.perf.load.Tally;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/// Ten thousand sends wait for the same instant, while others come to the door.
final class Release implements Scenario {

    private static final int PARKED_A_SECOND = 1_000;
    private static final int PARK_SECONDS = 10;
    private static final int BEFORE_SECONDS = 10;
    private static final int CLEARED_WITHIN_SECONDS = 60;
    private static final double LAST_OUT_SECONDS = 20;

    @Override
    public void run(LoadRun run) throws IOException, InterruptedException {
        run.warmUp();
        var at = Instant.now().plusSeconds(PARK_SECONDS + BEFORE_SECONDS + 5).truncatedTo(ChronoUnit.SECONDS);
        String moment = "\"moment\":{\"from\":\"" + at + "\",\"ttl\":\"PT10M\"}";
        var park = Phase.steady("park", PARK_SECONDS, PARKED_A_SECOND);
        run.load(_ -> run.nextReached().with(moment), park);
        var before = Phase.steady("before", BEFORE_SECONDS, run.rate());
        run.load(before);
        Thread.sleep(Math.max(0, Instant.now().until(at, ChronoUnit.MILLIS)));
        var release = Phase.steady("release", (int) LAST_OUT_SECONDS, run.rate());
        run.load(release);
        run.site().awaitNoMorePushes(CLEARED_WITHIN_SECONDS);

        var parked = run.tally().all().stream()
                .filter(in(park).and(Tally.One::isGood))
                .map(Tally.One::told)
                .filter(it -> "deferred".equals(it.decision()))
                .map(Told::sendId)
                .collect(Collectors.toSet());
        var pushed = run.site().pushes().stream()
                .filter(it -> it.isAccepted() && parked.contains(it.sendId()))
                .toList();
        double last = secondsAfter(at, pushed).max().orElse(Double.MAX_VALUE);
        run.figure("sends that waited", parked.size());
        run.figure("sends released a second", parked.size() / last);
        run.promise("sends not taken to wait", (double) run.tally().count(in(park)) - parked.size(), 0);
        run.promise(
                "pushes before their moment",
                (double) secondsAfter(at, pushed).filter(it -> it < 0).count(),
                0);
        run.promise("sends never pushed", without(parked, pushed), 0);
        run.promise("seconds until the last of them was pushed", last, LAST_OUT_SECONDS);
        run.figure("p99 at the door before, ms", run.p99(in(before)));
        run.promise("p99 at the door during the release, ms", run.p99(in(release)), Scenes.SLOW_MS);
        run.promise("requests that fail", run.failed(), 0);
    }

    private static DoubleStream secondsAfter(Instant at, List<Push> pushes) {
        return pushes.stream().mapToDouble(it -> (it.atMillis() - at.toEpochMilli()) / 1e3);
    }

    private static double without(Set<String> sends, List<Push> pushes) {
        var left = new HashSet<>(sends);
        pushes.forEach(it -> left.remove(it.sendId()));
        return left.size();
    }
}
