package dev.opportune.perf.load.scenes;

import static dev.opportune.perf.load.Tally.in;

import dev.opportune.perf.Push;
import dev.opportune.perf.Told;
import dev.opportune.perf.load.LineClient;
import dev.opportune.perf.load.LoadRun;
import dev.opportune.perf.load.Phase;
import dev.opportune.perf.load.Scenario;
import dev.opportune.perf.load.Tally.One;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/// First Firebase stands still, and iPhones do not wait for it; then somebody pours a campaign in
/// as fast as it is taken, and who asks for one send at a time does not feel it much.
final class NoisyNeighbour implements Scenario {

    private static final double WORSE = 3;
    private static final int SECONDS = 8;
    private static final int CLEARED_WITHIN_SECONDS = 60;

    @Override
    public void run(LoadRun run) throws IOException, InterruptedException {
        run.warmUp();
        var before = Phase.steady("before", SECONDS, run.rate());
        run.load(_ -> run.nextReached(), before);
        run.site().behave("freeze", "fcm", "\"for\":\"PT" + SECONDS + "S\"");
        var frozen = Phase.steady("Firebase stands still", SECONDS, run.rate());
        run.load(_ -> run.nextReached(), frozen);
        run.site().awaitNoMorePushes(CLEARED_WITHIN_SECONDS);
        var pushes = run.site().pushes().stream()
                .filter(it -> it.provider().equals("apns") && it.isAccepted())
                .collect(Collectors.toMap(Push::sendId, Function.identity(), (first, _) -> first));
        double usual = p99UntilPushed(run, before, pushes);
        double now = p99UntilPushed(run, frozen, pushes);

        var beside = Phase.steady("beside a campaign", SECONDS, run.rate());
        long poured = beside(run, () -> run.load(beside));
        run.figure("iPhones: p99 until pushed, ms", usual);
        run.figure("the same while Firebase stands still, ms", now);
        run.promise("the latter / the former", now / Math.max(usual, 1), WORSE);
        run.figure("lines a second of the campaign", poured / (double) SECONDS);
        run.promise("p99 beside the campaign, ms", run.p99(in(beside)), Scenes.SLOW_MS);
        run.promise("requests that fail", run.failed(), 0);
    }

    /// From when each was due to when Apple had it.
    private static double p99UntilPushed(LoadRun run, Phase phase, Map<String, Push> pushes) {
        var times = new Histogram(3);
        for (var one : run.tally().all()) {
            if (!in(phase).and(One::isGood).test(one)) continue;
            var push = pushes.get(one.told().sendId());
            if (push != null) {
                times.recordValue(
                        (long) Math.max(0, push.atMillis() - run.tally().dueMillis(one)));
            }
        }
        return times.getValueAtPercentile(99);
    }

    private interface Load {
        void run() throws IOException;
    }

    /// Gives how many lines a neighbour was answered meanwhile.
    private static long beside(LoadRun run, Load load) throws IOException, InterruptedException {
        long ends = System.nanoTime() + SECONDS * 1_000_000_000L;
        var lines = new CampaignLines(run.workload(), 0, () -> System.nanoTime() - ends < 0);
        LineClient.Heard heard = (line, _, answer) -> run.told(Told.line(line.key(), answer));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var neighbour = threads.submit(
                    new LineClient(run.site().gateway(), run.site().key(), lines, heard));
            load.run();
            return neighbour.get();
        } catch (ExecutionException e) {
            throw new IOException("the neighbour's stream failed", e);
        }
    }
}
