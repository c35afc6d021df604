package dev.opportune.perf.phones;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.perf.Api;
import dev.opportune.perf.Push;
import dev.opportune.perf.Pushes;
import dev.opportune.perf.Receipts;
import dev.opportune.perf.Seeding;
import dev.opportune.perf.chaos.load.Arrivals;
import dev.opportune.perf.chaos.load.Story;
import dev.opportune.perf.chaos.site.Fleet;
import dev.opportune.perf.chaos.site.GatewayProcess;
import dev.opportune.perf.chaos.site.Place;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/// Three gateways on one Redis with an append-only file; sends at a rate; a third of the time in, a gateway is
/// killed and started again, two thirds in Redis is. Exits with 0 when the report equals the recount, with 1 when
/// it does not, with 2 when it could not be run.
///
/// Properties: those of [dev.opportune.perf.chaos.ChaosSuite] that say where, `opportune.rate` and `opportune.seconds`.
public final class PhonesRun {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long LOOK_MILLIS = 1_000;
    private static final int MOST_SHOWN = 40;

    private final Fleet fleet;
    private final Place place;
    private final Campaign campaign;
    private final int rate;
    private final Duration third;
    private final List<String> urls;
    private final Queue<Story> stories = new ConcurrentLinkedQueue<>();

    private PhonesRun(Fleet fleet, Place place, Campaign campaign, int rate, int seconds) {
        this.fleet = fleet;
        this.place = place;
        this.campaign = campaign;
        this.rate = rate;
        this.third = Duration.ofSeconds(seconds).dividedBy(3);
        this.urls = fleet.gateways().stream().map(GatewayProcess::url).toList();
    }

    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] args) throws InterruptedException {
        int rate = Integer.getInteger("opportune.rate", 2_000);
        int seconds = Integer.getInteger("opportune.seconds", 60);
        var work = Path.of(System.getProperty("opportune.work"));
        var place = new Place(
                Path.of(System.getProperty("opportune.root")),
                work,
                work.resolve("gateway"),
                List.of(),
                Path.of(System.getProperty("opportune.redis")),
                false,
                "aof",
                work.resolve("simulators"),
                URI.create(System.getProperty("opportune.control")),
                Optional.empty(),
                Duration.ofSeconds(10),
                Duration.ofHours(2),
                "perf/phones.yaml",
                true);
        var campaign = new Campaign(rate * seconds);
        try (var fleet = Fleet.start(place)) {
            Seeding.seed(fleet.gateway(0).url(), fleet.key(), campaign.imports());
            System.exit(new PhonesRun(fleet, place, campaign, rate, seconds).run() ? 0 : 1);
        } catch (IOException | IllegalStateException e) {
            System.err.println("perf: " + e.getMessage());
            System.exit(2);
        }
    }

    private boolean run() throws IOException, InterruptedException {
        var begun = Instant.now();
        thereArePhones();
        var arrivals = Arrivals.start(campaign, urls, fleet.key(), rate, stories::add);
        Thread.sleep(third);
        killAGateway();
        Thread.sleep(third);
        restartRedis();
        Thread.sleep(third);
        arrivals.end();
        for (var gateway : fleet.gateways()) gateway.awaitReady();
        askAgain(arrivals);
        awaitEnds();
        awaitPhones();
        return compare(begun, arrivals);
    }

    private void thereArePhones() throws IOException, InterruptedException {
        var ingest = fleet.gateways().stream().map(GatewayProcess::ingestUrl).collect(Collectors.joining(","));
        fleet.providers().behave("phones", """
                {"ingest":"%s","ios_key":"%s","android_key":"%s","api":"%s","api_key":"%s","received":0.9,"opened":0.3,
                 "opens_p50":"PT2S","opens_p99":"PT10S","clicked":0.4,"dismissed":0.2,"converted":0.25}""".formatted(
                ingest, fleet.ingestKey("ios"), fleet.ingestKey("android"), String.join(",", urls), fleet.key()));
    }

    private void killAGateway() throws IOException, InterruptedException {
        var gateway = fleet.gateway(1);
        gateway.kill();
        System.out.println("phones: a gateway was killed");
        gateway.start();
    }

    private void restartRedis() throws IOException, InterruptedException {
        var redis = fleet.redis().masters().getFirst();
        redis.kill();
        redis.start();
        System.out.println("phones: Redis was killed and has read its file");
    }

    /// What was taken is known to somebody in the end, as the contract wants it of callers.
    private void askAgain(Arrivals arrivals) throws InterruptedException {
        var undecided = stories.stream().filter(it -> it.decided().isEmpty()).toList();
        for (var story : undecided) {
            var _ = stories.remove(story);
            stories.add(arrivals.askAgain(story.send()));
        }
        System.out.printf("phones: %,d sends were asked for again, whose callers had given up%n", undecided.size());
    }

    private void awaitEnds() throws IOException, InterruptedException {
        long patience = System.nanoTime() + PATIENCE.toNanos();
        while (!fleet.redis().keysOfLiveSends().isEmpty() && System.nanoTime() < patience) Thread.sleep(LOOK_MILLIS);
    }

    private void awaitPhones() throws InterruptedException {
        long patience = System.nanoTime() + PATIENCE.toNanos();
        try (var control = new Api(fleet.providers().control().toString(), "")) {
            for (int calm = 0; calm < 3 && System.nanoTime() < patience; Thread.sleep(LOOK_MILLIS)) {
                int waiting =
                        control.get("/phones/count").join().path("waiting").asInt();
                calm = waiting == 0 ? calm + 1 : 0;
            }
        }
    }

    private boolean compare(Instant begun, Arrivals arrivals) throws IOException, InterruptedException {
        List<Push> pushes;
        List<JsonNode> reported;
        try (var control = new Api(fleet.providers().control().toString(), "")) {
            pushes = Pushes.all(control);
            try (var lines = control.lines("/phones")) {
                reported = lines.map(Api::json).toList();
            }
        }
        var ids = stories.stream().flatMap(it -> it.sendIds().stream()).collect(Collectors.toSet());
        try (var gateway = new Api(urls.getFirst(), fleet.key())) {
            var receipts = new Receipts(gateway, Duration.ZERO).now(ids);
            var recount = Recount.of(stories, receipts, reported);
            var report = awaitReport(gateway, begun, recount);
            var unseen = Recount.unseen(receipts, pushes);
            tell(report.all(), recount.all(), unseen);
            write(reported);
            System.out.printf(
                    "sends %,d (%,d never came), pushes %,d, reports of phones and shop %,d%n",
                    stories.size(), arrivals.left(), pushes.size(), reported.size());
            boolean held = report.all().equals(recount.all()) && unseen.isEmpty();
            System.out.println(held ? "phones: the report is the recount" : "phones: THE REPORT IS NOT THE RECOUNT");
            return held;
        }
    }

    /// What was counted last is folded within seconds.
    private static Figures awaitReport(Api gateway, Instant begun, Figures recount) throws InterruptedException {
        long patience = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        var path =
                "/v1/reports?by=category&from=" + begun + "&to=" + Instant.now().plus(Duration.ofHours(1));
        while (true) {
            var figures = Figures.ofReport(gateway.get(path).join());
            if (figures.all().equals(recount.all()) || System.nanoTime() > patience) return figures;
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static void tell(Map<String, String> report, Map<String, String> recount, List<String> unseen) {
        System.out.printf("%-34s %14s %14s%n", "figure", "report", "recount");
        var names = new TreeSet<>(report.keySet());
        names.addAll(recount.keySet());
        for (var name : names) {
            var one = report.getOrDefault(name, "0");
            var other = recount.getOrDefault(name, "0");
            System.out.printf("%-34s %14s %14s%s%n", name, one, other, one.equals(other) ? "" : "  DIFFERS");
        }
        unseen.stream().limit(MOST_SHOWN).forEach(it -> System.out.println("  differs  " + it));
    }

    /// For whoever looks for a reason.
    private void write(List<JsonNode> reported) throws IOException {
        Files.write(
                place.work().resolve("reported"),
                reported.stream().map(JsonNode::toString).toList());
        Files.write(
                place.work().resolve("stories"),
                stories.stream().map(Story::toString).toList());
    }
}
