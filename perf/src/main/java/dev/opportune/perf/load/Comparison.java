package dev.opportune.perf.load;

import dev.opportune.perf.Devices;
import dev.opportune.perf.Seeding;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// What a send costs a gateway and its Redis, beside the bare pipeline (`benchmarks`, `BarePipeline`):
/// both in one run, by turns, medians of the rounds, and their ratios. Prints the table of
/// `docs/results/performance.md`.
///
/// Properties: those of [Site], whose other gateway is the bare pipeline; `opportune.rounds`,
/// `opportune.seconds` (of each turn), `opportune.users`.
public final class Comparison {

    /// As `wrk -c64`.
    private static final int CONNECTIONS = 64;

    private static final int WARM_UP_SECONDS = 20;

    private final Site site = Site.ofProperties();
    private final int rounds = Integer.getInteger("opportune.rounds", 5);
    private final int seconds = Integer.getInteger("opportune.seconds", 8);
    private final int users = Integer.getInteger("opportune.users", 10_000);
    private final SplittableRandom random = new SplittableRandom(7);

    /// @param process whose time it takes
    private record Side(String name, URI url, String process, String category) {}

    private record Turn(double perSecond, double processMicros, double redisMicros, double p99Millis, double failed) {}

    private Comparison() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        new Comparison().run();
    }

    private void run() throws IOException, InterruptedException {
        var bare = new Side("bare pipeline", site.warm(), "bare", "plain");
        var plain = new Side("no caps", site.gateway(), "gateway", "plain");
        var capped = new Side("three caps, one calendar, quiet hours", site.gateway(), "gateway", "capped");
        Seeding.seed(
                site.gateway().toString(),
                site.key(),
                IntStream.range(0, users)
                        .mapToObj(i -> "{\"user\":\"" + user(i) + "\",\"timezone\":\"Europe/Berlin\",\"devices\":["
                                + Devices.iphone(user(i)) + "]}"));
        var sides = List.of(bare, plain, capped);
        for (var side : sides) {
            var _ = turn(side, flatOut(WARM_UP_SECONDS));
        }
        var saturated = rounds(sides, flatOut(seconds));
        double half = median(saturated.get(1), Turn::perSecond) / 2;
        var atHalf = rounds(sides, Phase.steady("half", seconds, half));

        System.out.printf(
                "%n| at saturation | sends/s | process, µs a send | Redis, µs a send | failed |%n|---|---|---|---|---|%n");
        for (int i = 0; i < sides.size(); i++) row(sides.get(i), saturated.get(i), saturated.getFirst(), false);
        System.out.printf(
                "%n| at %.0f/s | p99, ms | process, µs a send | Redis, µs a send | failed |%n|---|---|---|---|---|%n",
                half);
        for (int i = 0; i < sides.size(); i++) row(sides.get(i), atHalf.get(i), atHalf.getFirst(), true);
    }

    private List<List<Turn>> rounds(List<Side> sides, Phase phase) throws IOException {
        var turns = new ArrayList<List<Turn>>();
        for (var _ : sides) turns.add(new ArrayList<>());
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < sides.size(); i++) turns.get(i).add(turn(sides.get(i), phase));
        }
        return turns;
    }

    private Turn turn(Side side, Phase phase) throws IOException {
        var tally = new Tally();
        var before = site.cpu();
        try (var generator = new Generator(side.url, site.key(), CONNECTIONS, number -> send(side, number), tally)) {
            generator.run(List.of(phase));
        }
        var after = site.cpu();
        double answers = Math.max(1, tally.count(it -> it.status() > 0));
        return new Turn(
                tally.count(Tally.One::isGood) / phase.seconds(),
                micros(side.process, before, after) / answers,
                micros("redis", before, after) / answers,
                tally.millis(99, _ -> true),
                tally.count(it -> !it.isGood()));
    }

    private static double micros(String process, Map<String, Double> before, Map<String, Double> after) {
        return (after.getOrDefault(process, 0.0) - before.getOrDefault(process, 0.0)) * 1e6;
    }

    private Generator.Content send(Side side, long number) {
        return new Generator.Content(Long.toString(number), """
                {"user":"%s","category":"%s","ref":"7","content":{"title":"Raincoats, one hour only","body":"30 %% off while \
                it pours, in your shop around the corner","action":{"label":"Shop now","link":"shop://sale/raincoats"},\
                "sound":"default"}}""".formatted(user(random.nextInt(users)), side.category));
    }

    private static void row(Side side, List<Turn> turns, List<Turn> bare, boolean p99) {
        ToDoubleFunction<Turn> first = p99 ? Turn::p99Millis : Turn::perSecond;
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %s | %.0f |%n",
                side.name,
                beside(turns, bare, first),
                beside(turns, bare, Turn::processMicros),
                beside(turns, bare, Turn::redisMicros),
                turns.stream().mapToDouble(Turn::failed).sum());
    }

    private static String beside(List<Turn> turns, List<Turn> bare, ToDoubleFunction<Turn> of) {
        return String.format(Locale.ROOT, "%,.1f (%.2f×)", median(turns, of), median(turns, of) / median(bare, of));
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> of) {
        var sorted = turns.stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static Phase flatOut(int seconds) {
        return new Phase("flat out", Duration.ofSeconds(seconds), Phase.FLAT_OUT, Phase.FLAT_OUT);
    }

    private static String user(int number) {
        return "bare-" + number;
    }
}
