package dev.opportune.perf.load;

import dev.opportune.perf.Seeding;
import dev.opportune.perf.TellLog;
import dev.opportune.perf.Told;
import dev.opportune.perf.Workload;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One scenario against a gateway that runs: users, load, promises, figures, plot. Writes what callers
/// were told for the ledger.
///
/// Properties: `opportune.rate`, `opportune.users`, `opportune.told`, `opportune.work`, `opportune.page` (empty:
/// none), `opportune.revision` and those of [Site].
public final class LoadRun {

    private static final int CONNECTIONS = 256;
    private static final int WARM_UP_SECONDS = 25;
    private static final double WARM_UP_RATE = 1_500;

    /// Beyond what a send may be a replay of: before, it may have been another one.
    private static final int FURTHER = 1_000;

    private final Site site = Site.ofProperties();
    private final int rate = Integer.getInteger("opportune.rate", 1000);
    private final Workload workload =
            new Workload(Integer.getInteger("opportune.users", 10_000), Long.toString(System.currentTimeMillis(), 36));
    private final Path work = Path.of(System.getProperty("opportune.work"));
    private final TellLog log = TellLog.create(Path.of(System.getProperty("opportune.told")));
    private final Tally tally = new Tally();
    private final Map<String, String> figures = new LinkedHashMap<>();
    private final List<Phase> phases = new ArrayList<>();
    private boolean kept = true;
    private Cpu cpuBefore = site.cpu();
    private int connections = CONNECTIONS;
    private long number;

    private LoadRun() {}

    /// Runs it, and gives whether its promises were kept.
    public static boolean of(String name, Scenario scenario) throws IOException, InterruptedException {
        var run = new LoadRun();
        try (var _ = run.log) {
            run.runs(name, scenario);
        }
        return run.kept;
    }

    private void runs(String name, Scenario scenario) throws IOException, InterruptedException {
        Seeding.seed(site.warm().toString(), site.key(), workload.imports(Instant.now()));
        scenario.run(this);
        tellCpu();
        tell("answers by status: " + tally.byStatus());
        for (var one : tally.all()) {
            if (!one.key().isEmpty()) log.add(one.told());
        }
        var plot = Plot.of(name, tally, phases);
        Files.writeString(work.resolve(name + ".svg"), plot);
        String page = System.getProperty("opportune.page", "");
        if (!page.isEmpty()) ResultPage.put(Path.of(page), name, ResultPage.figures(figures), kept, plot);
    }

    private void tellCpu() {
        long answers = Math.max(1, tally.count(it -> it.status() > 0 && phases.contains(it.phase())));
        var cpu = site.cpu();
        for (var process : cpu.processes()) {
            figure("cpu of " + process + ", µs a request", cpu.microsSince(cpuBefore, process) / answers);
        }
    }

    public Site site() {
        return site;
    }

    public Tally tally() {
        return tally;
    }

    public Workload workload() {
        return workload;
    }

    public int rate() {
        return rate;
    }

    /// The next send of the workload.
    public Content next() {
        return Content.of(workload.send(number++));
    }

    /// The next one that reaches a device.
    public Content nextReached() {
        while (true) {
            var send = workload.send(number++);
            if (send.kind().isReached()) return Content.of(send);
        }
    }

    /// So many connections at most from now on.
    public void connections(int most) {
        this.connections = most;
    }

    /// Some twenty thousand sends, so that nothing is compiled any more when it counts. In the ledger, in no figure.
    public void warmUp() throws IOException {
        warmUpBy(Phase.ramp("warm-up", WARM_UP_SECONDS, WARM_UP_RATE / 10, WARM_UP_RATE));
    }

    /// Another warm-up; against the gateway that is warm, where there is one beside the one that is looked at.
    public void warmUpBy(Phase phase) throws IOException {
        load(site.warm(), _ -> next(), phase);
        cpuBefore = site.cpu();
    }

    /// Sends at these rates, one after the other, and waits for the answers.
    public void load(Phase... more) throws IOException {
        load(_ -> next(), more);
    }

    /// The same of other sends than the workload's.
    ///
    /// @param contents by its number
    public void load(LongFunction<Content> contents, Phase... more) throws IOException {
        phases.addAll(List.of(more));
        load(site.gateway(), contents, more);
    }

    private void load(URI gateway, LongFunction<Content> contents, Phase... more) throws IOException {
        number += FURTHER;
        try (var generator = new Generator(gateway, site.key(), connections, contents, tally)) {
            generator.run(List.of(more));
        }
    }

    /// For the ledger: what is told beside the tally. For any thread.
    public void told(Told told) {
        log.add(told);
    }

    /// Streams of lines, as fast as they are taken, as long as there is to be another line. Nothing else is sent
    /// meanwhile.
    public void stream(Phase phase, int streams, Supplier<@Nullable Content> lines)
            throws IOException, InterruptedException {
        phases.add(phase);
        LineClient.Heard heard = (line, tookNanos, answer) -> {
            told(Told.line(line.key(), answer));
            synchronized (tally) {
                tally.line(phase, line, tookNanos, answer.path("status").asInt());
            }
        };
        var clients = Stream.generate(() -> new LineClient(site.gateway(), site.key(), lines, heard))
                .limit(streams)
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var client : threads.invokeAll(clients)) client.get();
        } catch (ExecutionException e) {
            throw new IOException("a stream of lines failed", e);
        }
    }

    /// Those that were no warm-up and that failed.
    public double failed() {
        return (double) tally.count(it -> it.isFailed() && phases.contains(it.phase()));
    }

    public double failed(Phase phase) {
        return (double) tally.count(Tally.in(phase).and(Tally.One::isFailed));
    }

    public double p99(Predicate<Tally.One> which) {
        return tally.millis(99, which);
    }

    public void tell(String line) {
        System.out.println(line);
    }

    public void figure(String what, double value) {
        var text = String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%,.0f" : "%.4g", value);
        figures.put(what, text);
        tell(what + ": " + text);
    }

    /// The value is to be at most that.
    public void promise(String what, double value, double most) {
        boolean held = value <= most;
        kept &= held;
        figure(what + " (at most " + most + ")" + (held ? "" : " NOT KEPT"), value);
    }
}
