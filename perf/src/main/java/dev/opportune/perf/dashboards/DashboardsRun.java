package dev.opportune.perf.dashboards;

import dev.opportune.perf.Seeding;
import dev.opportune.perf.chaos.ledger.EventReader;
import dev.opportune.perf.chaos.ledger.Pauses;
import dev.opportune.perf.chaos.load.Sends;
import dev.opportune.perf.chaos.site.Fleet;
import dev.opportune.perf.chaos.site.GatewayProcess;
import dev.opportune.perf.chaos.site.Place;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// `perf/run dashboards`: a [BadDay] that a Prometheus watches; then every panel is drawn and what fired is held to
/// what [Expected] says. Exits with 0 when all is as it should be, with 1 when something is not, with 2 when it could
/// not be run.
///
/// Properties: those of [dev.opportune.perf.chaos.ChaosSuite] that say where, `opportune.rate` (sends a second), and
/// `opportune.page`, the folder where plots and page go (empty: `plots` in `opportune.work`).
public final class DashboardsRun {

    /// Until all that was scraped has been judged.
    private static final Duration LAST_EVALUATION = Duration.ofSeconds(10);

    /// So that the memory of a node has a bound, which its panel shows the use of.
    private static final String MAXMEMORY = "CONFIG SET maxmemory 64mb";

    /// A machine that stands still for longer makes alerts, and keeps them from firing when they should.
    private static final Duration MOST_PAUSE = Duration.ofSeconds(5);

    private final Place place;
    private final int rate;
    private final Path out;

    private DashboardsRun(Place place, int rate, Path out) {
        this.place = place;
        this.rate = rate;
        this.out = out;
    }

    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] args) throws InterruptedException {
        var work = Path.of(System.getProperty("opportune.work"));
        var place = new Place(
                Path.of(System.getProperty("opportune.root")),
                work,
                work.resolve("gateway"),
                List.of(),
                Path.of(System.getProperty("opportune.redis")),
                true,
                "aof",
                work.resolve("simulators"),
                URI.create(System.getProperty("opportune.control")),
                Optional.empty(),
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                "perf/chaos.yaml",
                false);
        int rate = Integer.getInteger("opportune.rate", 100);
        var page = System.getProperty("opportune.page", "");
        var out = page.isEmpty() ? work.resolve("plots") : Path.of(page);
        try {
            System.exit(new DashboardsRun(place, rate, out).run() ? 0 : 1);
        } catch (IOException | IllegalStateException e) {
            System.err.println("perf: " + e.getMessage());
            System.exit(2);
        }
    }

    private boolean run() throws IOException, InterruptedException {
        var sends = new Sends(1, rate * (int) BadDay.LASTS.toSeconds() * 4);
        try (var fleet = Fleet.start(place)) {
            for (var node : fleet.cluster().nodes()) node.order(MAXMEMORY);
            Seeding.seed(fleet.gateway(0).url(), fleet.key(), sends.imports());
            var urls = fleet.gateways().stream().map(GatewayProcess::url).toList();
            var reader = EventReader.start(urls, fleet.key(), _ -> {});
            var day = new BadDay(fleet, sends, rate);
            var arrivals = day.begin();
            try (var process = prometheus(fleet);
                    var prometheus = new Prometheus(process.url());
                    var pauses = new Pauses()) {
                var marks = day.pass(arrivals);
                Thread.sleep(LAST_EVALUATION);
                var span = Prometheus.Span.of(day.start(), Instant.now());
                reader.end();
                var empty = new Drawing(prometheus, span, marks).draw(k8s().resolve("dashboards"), out);
                boolean held = tell(day.start(), marks, Fired.ask(prometheus, span), empty);
                if (pauses.longest().compareTo(MOST_PAUSE) > 0) {
                    throw new IOException("this machine stood still for " + pauses.longest() + ": nothing can be said");
                }
                return held;
            }
        }
    }

    private PrometheusProcess prometheus(Fleet fleet) throws IOException, InterruptedException {
        var targets = fleet.gateways().stream().map(GatewayProcess::admin).toList();
        return PrometheusProcess.start(place.work().resolve("prometheus"), rules(), targets);
    }

    private Path k8s() {
        return place.root().resolve("k8s");
    }

    private Path rules() {
        return k8s().resolve("rules/rules.yaml");
    }

    private boolean tell(Instant start, List<Mark> marks, List<Fired> fired, List<String> empty) throws IOException {
        fired.forEach(it -> System.out.println("fired: " + it.text(start)));
        var byLetter = marks.stream().collect(Collectors.toMap(Mark::letter, Mark::at));
        var wrong = new ArrayList<>(Expected.wrong(fired, byLetter));
        empty.forEach(it -> wrong.add("nothing was drawn of " + it));
        wrong.forEach(it -> System.out.println("WRONG: " + it));
        Files.writeString(out.resolve("README.md"), Page.text(rate, start, marks, fired, Files.readString(rules())));
        System.out.println(wrong.isEmpty() ? "dashboards: as it should be" : "dashboards: NOT AS IT SHOULD BE");
        System.out.println("dashboards: " + out);
        return wrong.isEmpty();
    }
}
