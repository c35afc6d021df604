package dev.opportune.perf.load.scenes;

import static dev.opportune.perf.load.Tally.in;

import dev.opportune.perf.load.Heap;
import dev.opportune.perf.load.LoadRun;
import dev.opportune.perf.load.Phase;
import dev.opportune.perf.load.Scenario;
import dev.opportune.perf.load.Tally.One;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// Sends by lines (NDJSON), as fast as they are taken: beside single requests by turns, then a
/// million of them in one go, while the gateway's heap is looked at.
final class Lines implements Scenario {

    /// As many requests at once as `wrk -c64` makes.
    private static final int CONNECTIONS = 64;

    private static final int STREAMS = 4;
    private static final int ROUNDS = 3;
    private static final int SECONDS = 6;
    private static final long LOOK_MILLIS = 15_000;
    private static final double MOST_GROWTH_MIB = 32;
    private static final double SINGLE_OF_LINES = 0.5;

    private final long lines = Long.getLong("opportune.lines", 1_000_000);
    private long made;

    @Override
    public void run(LoadRun run) throws IOException, InterruptedException {
        run.warmUp();
        run.connections(CONNECTIONS);
        var _ = stream(run, "warm-up by lines", 2 * SECONDS);
        var single = new double[ROUNDS];
        var byLines = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            var phase = Phase.flatOut("single requests", SECONDS);
            run.load(phase);
            single[i] = run.tally().count(in(phase).and(One::isGood)) / phase.seconds();
            byLines[i] = stream(run, "lines", SECONDS);
        }
        double ratio = median(byLines) / median(single);
        run.figure("single requests a second", median(single));
        run.figure("lines a second", median(byLines));
        run.figure("lines a second / single requests", ratio);
        run.promise("single requests a second / lines", 1 / ratio, SINGLE_OF_LINES);
        longOne(run);
        run.promise("requests and lines that fail", run.failed(), 0);
    }

    /// Gives how many a second were decided.
    private double stream(LoadRun run, String name, int seconds) throws IOException, InterruptedException {
        long ends = System.nanoTime() + seconds * 1_000_000_000L;
        return stream(run, name, new CampaignLines(run.workload(), made, () -> System.nanoTime() - ends < 0));
    }

    private double stream(LoadRun run, String name, CampaignLines lines) throws IOException, InterruptedException {
        var phase = Phase.flatOut(name, SECONDS);
        long begun = System.nanoTime();
        run.stream(phase, STREAMS, lines);
        double seconds = (System.nanoTime() - begun) / 1e9;
        made += lines.made();
        return run.tally().count(in(phase).and(One::isGood)) / seconds;
    }

    private void longOne(LoadRun run) throws IOException, InterruptedException {
        var heap = new Heap(run.site().gcLog(), run.site().pids().getOrDefault("gateway", 0L));
        double before = heap.inUse();
        double most = before;
        var left = new AtomicLong(lines);
        var million = new CampaignLines(run.workload(), made, () -> left.getAndDecrement() > 0);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Double> streams = () -> stream(run, "the long one", million);
            var rate = threads.submit(streams);
            while (!rate.isDone()) {
                Thread.sleep(LOOK_MILLIS);
                most = Math.max(most, heap.inUse());
            }
            run.figure("lines of the long one", (double) lines);
            run.figure("of it a second", rate.get());
        } catch (ExecutionException e) {
            throw new IOException("the long one failed", e);
        }
        run.figure("heap in use before it, MiB", before);
        run.promise("most of it meanwhile, beyond that, MiB", most - before, MOST_GROWTH_MIB);
    }

    private static double median(double[] of) {
        var sorted = of.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
