package dev.opportune.perf.load.compare;

import dev.opportune.perf.Seeding;
import dev.opportune.perf.load.Cpu;
import dev.opportune.perf.load.Generator;
import dev.opportune.perf.load.Phase;
import dev.opportune.perf.load.ResultPage;
import dev.opportune.perf.load.Site;
import dev.opportune.perf.load.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What a send costs, beside what it costs others: all sides in one run, by turns, medians of the rounds, and
/// their ratios; as fast as 64 connections go, and where there are bars at a rate, and (beside the bare pipeline) at
/// half of the gateway's best with a provider that takes 20 ms. Exits with 1 when a bar is not reached.
///
/// Properties: `opportune.sides` ([Side]), `opportune.bars` (`pipeline`, `masters`, `measuring`, `tracing`, `templates`
/// or
/// `none`),
/// `opportune.rounds`, `opportune.seconds` (of each turn), `opportune.rate`, `opportune.users`, `opportune.page`
/// (empty:
/// none), `opportune.scenario` and those of [Site].
public final class Comparison {

    /// As `wrk -c64`.
    private static final int CONNECTIONS = 64;

    private static final int OPEN_MODEL_CONNECTIONS = 256;
    private static final int WARM_UP_SECONDS = 5;
    private static final int WARM_UP_SENDS = 200_000;
    private static final int MOST_WARM_UPS = Phase.BRIEF ? 1 : 12;
    private static final long REST_MILLIS = 500;

    private final Site site = Site.ofProperties();
    private final int rounds = Integer.getInteger("opportune.rounds", 5);
    private final int seconds = Integer.getInteger("opportune.seconds", 5);
    private final int rate = Integer.getInteger("opportune.rate", 2_000);
    private final String barsOf = System.getProperty("opportune.bars", "");
    private final List<Side> sides = Side.parse(System.getProperty("opportune.sides", ""));
    private final Crowd crowd = new Crowd(Integer.getInteger("opportune.users", 100_000), barsOf.equals("templates"));

    private Comparison() {}

    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] args) throws IOException, InterruptedException {
        System.exit(new Comparison().run() ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException {
        var gateways =
                sides.stream().filter(it -> !it.process().startsWith("bare")).toList();
        for (var url : gateways.stream().map(it -> it.url().toString()).collect(Collectors.toSet())) {
            Seeding.seed(url, site.key(), crowd.imports());
        }
        for (var side : sides) warmUp(side);
        var saturated = rounds(Phase.flatOut("flat out", seconds), CONNECTIONS);
        var text = new ArrayList<>(Table.of(CONNECTIONS + " connections, as fast as they go:", saturated));
        if (barsOf.equals("none")) return tell(text, true);
        var atARate = rounds(Phase.steady("at a rate", seconds, rate), OPEN_MODEL_CONNECTIONS);
        text.addAll(Table.of("At " + rate + " a second, open model:", atARate));
        Bars bars;
        if (barsOf.equals("pipeline")) {
            double half = saturated.median(sides.indexOf(gateways.getFirst()), Turn::perSecond) / 2;
            latency("PT0.02S");
            var atHalf = rounds(Phase.steady("half", seconds, half), OPEN_MODEL_CONNECTIONS);
            latency("PT0S");
            text.addAll(Table.of("At %.0f a second, providers take 20 ms, open model:".formatted(half), atHalf));
            bars = Bars.ofPipeline(saturated, atARate, atHalf);
        } else if (barsOf.equals("measuring")) {
            bars = Bars.ofMeasuring(saturated, atARate);
        } else if (barsOf.equals("tracing")) {
            bars = Bars.ofTracing(saturated, atARate);
        } else if (barsOf.equals("templates")) {
            bars = Bars.ofTemplates(saturated, atARate);
        } else {
            bars = Bars.ofMasters(saturated, atARate);
        }
        text.addAll(bars.lines());
        return tell(text, bars.areKept());
    }

    private boolean tell(List<String> text, boolean kept) throws IOException {
        text.forEach(System.out::println);
        String page = System.getProperty("opportune.page", "");
        if (page.isEmpty()) return kept;
        String name = System.getProperty("opportune.scenario", "compare");
        String command = "%s --rounds %d --seconds %d --rate %d --users %d"
                .formatted(name, rounds, seconds, rate, crowd.users());
        ResultPage.put(Path.of(page), name, command, kept, text);
        return kept;
    }

    /// Until as many are decided that nothing is compiled any more, or it is too slow for that.
    private void warmUp(Side side) throws IOException, InterruptedException {
        double decided = 0;
        for (int i = 0; i < MOST_WARM_UPS && decided < WARM_UP_SENDS; i++) {
            decided += turn(side, Phase.flatOut("warm-up", WARM_UP_SECONDS), CONNECTIONS)
                            .perSecond()
                    * WARM_UP_SECONDS;
        }
        System.out.printf("warm: %s, by %,.0f sends%n", side.name(), decided);
    }

    private Turns rounds(Phase phase, int connections) throws IOException, InterruptedException {
        var turns = new Turns(sides);
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < sides.size(); i++) turns.add(i, turn(sides.get(i), phase, connections));
        }
        return turns;
    }

    private Turn turn(Side side, Phase phase, int connections) throws IOException, InterruptedException {
        Thread.sleep(REST_MILLIS); // what the last one left is settled
        var tally = new Tally();
        var before = site.cpu();
        long begun = System.nanoTime();
        try (var generator =
                new Generator(side.url(), site.key(), connections, number -> crowd.send(side, number), tally)) {
            generator.run(List.of(phase));
        }
        double took = (System.nanoTime() - begun) / 1e9;
        var after = site.cpu();
        double answers = Math.max(1, tally.count(it -> it.status() > 0));
        return new Turn(
                tally.count(Tally.One::isGood) / took,
                after.microsSince(before, side.process()) / answers,
                after.microsSince(before, side.redis()) / answers,
                after.microsSince(before, "simulators") / answers,
                after.microsSince(before, "generator") / answers,
                after.microsSince(before, Cpu.MACHINE) / 1e6 / took,
                tally.millis(99, _ -> true),
                tally.count(it -> !it.isGood()));
    }

    private void latency(String time) throws IOException, InterruptedException {
        for (var provider : new String[] {"apns", "fcm"}) site.behave("latency", provider, "\"fixed\":\"" + time + '"');
    }
}
