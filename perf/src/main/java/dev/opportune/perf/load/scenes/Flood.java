package dev.opportune.perf.load.scenes;

import dev.opportune.perf.Api;
import dev.opportune.perf.load.Content;
import dev.opportune.perf.load.Generator;
import dev.opportune.perf.load.LoadRun;
import dev.opportune.perf.load.Phase;
import dev.opportune.perf.load.Scenario;
import dev.opportune.perf.load.Tally;
import dev.opportune.perf.load.Tally.One;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/// Somebody who took an app's ingest key floods the listener of apps' devices with proofs that are none: callers do not
/// feel it, and the phones of the same key get through. By turns with the same load without it.
final class Flood implements Scenario {

    private static final int BAD_A_SECOND = 5_000;
    private static final int CONNECTIONS = 512;
    private static final int ROUNDS = Phase.BRIEF ? 1 : 5;
    private static final int SECONDS = 8;
    private static final double PHONES_A_SECOND = 20;
    private static final double WORSE = 1.1;
    private static final String PATH = "/v1/interactions";
    private static final String BAD =
            "{\"type\":\"opened\",\"send_id\":\"00-06azfg2kq81x3p5v7w9y0c4ehj\",\"proof\":\"AvurWxcdeb7LoTRMi46QoEJntvAzhJpLrumxWFc\"}";

    private final Tally phones = new Tally();
    private final Tally thief = new Tally();

    @Override
    public void run(LoadRun run) throws IOException, InterruptedException {
        run.warmUp();
        var good = opened(run);
        var calm = new ArrayList<Phase>();
        var flooded = new ArrayList<Phase>();
        for (int i = 0; i < ROUNDS; i++) {
            var before = Phase.steady("calm " + i, SECONDS, run.rate());
            var during = Phase.steady("flooded " + i, SECONDS, run.rate());
            calm.add(before);
            flooded.add(during);
            run.load(before);
            flood(run, during, good);
        }
        double usual = run.p99(ofAny(calm));
        double now = run.p99(ofAny(flooded));
        run.figure("p99 of a send, calm, ms", usual);
        run.figure("p99 of a send, flooded, ms", now);
        run.promise("the latter / the former", now / usual, WORSE);
        double seconds = flooded.stream().mapToDouble(Phase::seconds).sum();
        run.figure("bad proofs that were due a second", thief.all().size() / seconds);
        run.figure("bad proofs that were answered a second", thief.count(it -> it.status() > 0) / seconds);
        run.figure("reports of phones, p99, ms", phones.millis(99, _ -> true));
        run.promise("reports of phones that do not get through", (double) phones.count(it -> !it.isGood()), 0);
        run.promise("requests that fail", run.failed(), 0);
    }

    private void flood(LoadRun run, Phase phase, List<Content> good) throws IOException, InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var bad = threads.submit(() -> post(run, phase, BAD_A_SECOND, CONNECTIONS, _ -> bad(), thief));
            var honest = threads.submit(() ->
                    post(run, phase, PHONES_A_SECOND, 4, n -> good.get((int) (n % good.size())), phones));
            run.load(phase);
            for (Future<?> one : List.of(bad, honest)) {
                var _ = one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("reports could not be posted", e);
        }
    }

    private static boolean post(
            LoadRun run, Phase beside, double rate, int connections, LongFunction<Content> contents, Tally tally)
            throws IOException {
        var phase = new Phase("beside " + beside.name(), beside.time(), rate, rate, 1);
        var site = run.site();
        try (var generator = new Generator(site.ingest(), PATH, site.ingestKey(), connections, contents, tally)) {
            generator.run(List.of(phase));
        }
        return true;
    }

    private static Content bad() {
        return new Content("", "", BAD, false);
    }

    /// What phones may say of the pushes so far; to repeat it is a `duplicate`.
    private static List<Content> opened(LoadRun run) throws IOException, InterruptedException {
        try (var control = new Api(run.site().control().toString(), "");
                var lines = control.lines("/pushes?limit=20000")) {
            var good = lines.map(Api::json)
                    .filter(it -> it.path("provider").asText().equals("apns")
                            && it.at("/payload/opportune").has("proof"))
                    .map(it -> it.at("/payload/opportune"))
                    .map(it -> "{\"type\":\"opened\",\"send_id\":" + it.path("send_id") + ",\"proof\":"
                            + it.path("proof") + "}")
                    .limit(1_000)
                    .map(it -> new Content("", "", it, false))
                    .toList();
            if (good.isEmpty()) throw new IOException("no push carries a proof");
            return good;
        }
    }

    private static Predicate<One> ofAny(List<Phase> phases) {
        return phases.stream().map(Tally::in).reduce(_ -> false, Predicate::or);
    }
}
