package dev.opportune.perf.chaos;

import dev.opportune.perf.Api;
import dev.opportune.perf.Push;
import dev.opportune.perf.Pushes;
import dev.opportune.perf.Receipts;
import dev.opportune.perf.chaos.ChaosSuite.Outcome;
import dev.opportune.perf.chaos.disturbance.Disturber;
import dev.opportune.perf.chaos.disturbance.Happened;
import dev.opportune.perf.chaos.ledger.Books;
import dev.opportune.perf.chaos.ledger.EventReader;
import dev.opportune.perf.chaos.ledger.Loss;
import dev.opportune.perf.chaos.ledger.Pauses;
import dev.opportune.perf.chaos.ledger.Reconciliation;
import dev.opportune.perf.chaos.ledger.Settled;
import dev.opportune.perf.chaos.load.Arrivals;
import dev.opportune.perf.chaos.load.Sends;
import dev.opportune.perf.chaos.load.Story;
import dev.opportune.perf.chaos.site.Fleet;
import dev.opportune.perf.chaos.site.GatewayProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/// One run: load, disturbances, the time that what is left takes to end, and the ledgers.
final class ChaosRun {

    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration TO_SPARE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Settings settings;
    private final Fleet fleet;
    private final Sends sends;
    private final List<String> urls;
    private final Queue<Story> stories = new ConcurrentLinkedQueue<>();
    private final EventReader.BySend heard = new EventReader.BySend();

    private ChaosRun(Settings settings, Fleet fleet, Sends sends) {
        this.settings = settings;
        this.fleet = fleet;
        this.sends = sends;
        this.urls = fleet.gateways().stream().map(GatewayProcess::url).toList();
    }

    static Outcome run(Settings settings, Fleet fleet, Sends sends) throws IOException, InterruptedException {
        return new ChaosRun(settings, fleet, sends).run();
    }

    private Outcome run() throws IOException, InterruptedException {
        try (var pauses = new Pauses();
                var vitals = Vitals.watch(fleet)) {
            var reader = EventReader.start(urls, fleet.key(), heard);
            var arrivals = Arrivals.start(sends, urls, fleet.key(), settings.rate(), stories::add);
            Thread.sleep(WARM_UP);
            var happened = disturb();
            Thread.sleep(WARM_UP);
            arrivals.end();
            fleet.providers().behaveNormally();
            for (var gateway : fleet.gateways()) gateway.awaitReady();
            awaitEnds();
            reader.end();
            var books = close(happened, pauses);
            var reconciliation = Reconciliation.of(books);
            write(books, reconciliation);
            return ChaosReport.of(settings, books, reconciliation, vitals, arrivals.left());
        }
    }

    private List<Happened> disturb() throws InterruptedException {
        int many = settings.disturbances();
        var pace = settings.lasts().minus(WARM_UP.multipliedBy(2)).dividedBy(many);
        return new Disturber(
                        fleet, settings.kinds(), many, pace, settings.place().lease(), settings.seed())
                .run(it -> System.out.println(it.line()));
    }

    /// What was in flight at the end has a lease and a moment that may still last.
    private void awaitEnds() throws IOException, InterruptedException {
        long patience = System.nanoTime()
                + settings.place().lease().plus(Sends.LONGEST).plus(TO_SPARE).toNanos();
        while (!fleet.redis().keysOfLiveSends().isEmpty() && System.nanoTime() < patience) Thread.sleep(LOOK);
    }

    private Books close(List<Happened> happened, Pauses pauses) throws IOException, InterruptedException {
        var told = List.copyOf(stories);
        List<Push> pushes;
        try (var control = new Api(fleet.providers().control().toString(), "")) {
            pushes = Pushes.all(control);
        }
        var ended = endsThatAreThere();
        var ids = Reconciliation.sendIds(told, ended, pushes.stream().map(Push::sendId))
                .collect(Collectors.toSet());
        try (var gateway = new Api(urls.getFirst(), fleet.key())) {
            var receipts = new Receipts(gateway, Duration.ZERO).now(ids);
            var left = fleet.redis().keysOfLiveSends();
            boolean cluster = settings.place().cluster();
            return new Books(
                    told, ended, heard.all(), cluster, receipts, pushes, left, happened, losses(), pauses::between);
        }
    }

    private List<Loss> losses() throws IOException {
        var losses = new ArrayList<Loss>();
        for (var gateway : fleet.gateways()) losses.addAll(Loss.read(gateway.log()));
        return losses;
    }

    private Map<String, List<Settled>> endsThatAreThere() throws InterruptedException {
        var ends = new EventReader.BySend();
        EventReader.start(urls, fleet.key(), ends).end();
        return ends.all();
    }

    /// For whoever looks for a reason.
    private void write(Books books, Reconciliation reconciliation) throws IOException {
        var work = settings.place().work();
        Files.write(
                work.resolve("disturbances"),
                books.happened().stream().map(Happened::line).toList());
        Files.write(
                work.resolve("stories"),
                books.stories().stream().map(Story::toString).toList());
        Files.write(work.resolve("differences"), reconciliation.differences().lines());
    }
}
