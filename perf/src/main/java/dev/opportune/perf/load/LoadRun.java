package dev.opportune.perf.load;

import dev.opportune.perf.Seeding;
import dev.opportune.perf.TellLog;
import dev.opportune.perf.Workload;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One scenario against a gateway that runs: users, load, promises, figures, plot. Writes what callers
/// were told for the ledger. Exits with 1 when a promise is broken.
///
/// Properties: `opportune.scenario`, `opportune.rate`, `opportune.users`, `opportune.connections`, `opportune.told`,
/// `opportune.work`, `opportune.page` (empty: none), `opportune.revision` and those of [Site].
public final class LoadRun {

    private final Site site = Site.ofProperties();
    private final int rate = Integer.getInteger("opportune.rate", 1000);
    private final int connections = Integer.getInteger("opportune.connections", 256);
    private final Workload workload =
            new Workload(Integer.getInteger("opportune.users", 10_000), Long.toString(System.currentTimeMillis(), 36));
    private final Tally tally = new Tally();
    private final Map<String, String> figures = new LinkedHashMap<>();
    private final List<Phase> phases = new ArrayList<>();
    private final List<Phase> elsewhere = new ArrayList<>();
    private boolean kept = true;
    private Map<String, Double> cpuBefore = Map.of();
    private int copies = 1;
    private long number;

    private LoadRun() {}

    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] args) throws IOException, InterruptedException {
        String name = System.getProperty("opportune.scenario", "");
        var scenario = Scenarios.ALL.get(name);
        if (scenario == null) {
            System.err.println("no scenario " + name + " (expected: one of " + Scenarios.names() + ")");
            System.exit(2);
            return;
        }
        System.exit(new LoadRun().of(name, scenario) ? 0 : 1);
    }

    private boolean of(String name, Scenario scenario) throws IOException, InterruptedException {
        Seeding.seed(site.warm().toString(), site.key(), workload.imports(Instant.now()));
        cpuFromHere();
        scenario.run(this);
        long answers = tally.count(it -> it.status() > 0 && isHere(it));
        site.cpu()
                .forEach((process, seconds) -> figure(
                        "cpu of " + process + ", µs a request",
                        (seconds - cpuBefore.getOrDefault(process, 0.0)) * 1e6 / answers));
        tell("answers by status: " + tally.byStatus());
        try (var log = TellLog.create(Path.of(System.getProperty("opportune.told")))) {
            for (var one : tally.all()) log.add(one.told());
        }
        var work = Path.of(System.getProperty("opportune.work"));
        var plot = Plot.of(name, tally, phases);
        Files.writeString(work.resolve(name + ".svg"), plot);
        String page = System.getProperty("opportune.page", "");
        if (!page.isEmpty()) ResultPage.put(Path.of(page), name, figures, kept, plot);
        return kept;
    }

    /// What was used before is not told.
    void cpuFromHere() {
        cpuBefore = site.cpu();
    }

    Site site() {
        return site;
    }

    Tally tally() {
        return tally;
    }

    int rate() {
        return rate;
    }

    /// Each send comes so often from now on.
    void copies(int each) {
        this.copies = each;
    }

    /// How many keys good sends had.
    long keys() {
        var keys = new HashSet<String>();
        for (var one : tally.all()) {
            if (one.isGood()) keys.add(one.request().content().key());
        }
        return keys.size();
    }

    /// How many devices were to be pushed to by the good answers after so many.
    long devices(long after) {
        return tally.all().stream()
                .filter(Tally.One::isGood)
                .skip(after)
                .mapToLong(one -> one.told().deviceCount())
                .sum();
    }

    /// Sends at these rates, one after the other, and waits for the answers.
    void load(Phase... more) throws IOException {
        phases.addAll(List.of(more));
        load(site.gateway(), more);
    }

    /// The same to another gateway, so that all but the one that is looked at are warm; it is in the ledger alone.
    void warmUpElsewhere(Phase... more) throws IOException {
        elsewhere.addAll(List.of(more));
        load(site.warm(), more);
    }

    private void load(URI gateway, Phase... more) throws IOException {
        try (var generator = new Generator(gateway, site.key(), connections, _ -> next(), tally)) {
            generator.run(List.of(more));
        }
    }

    /// Of the gateway that is looked at.
    boolean isHere(Tally.One one) {
        return !elsewhere.contains(one.request().phase());
    }

    private Generator.Content next() {
        var send = workload.send(number++ / copies);
        return new Generator.Content(send.key(), send.body());
    }

    void tell(String line) {
        System.out.println(line);
    }

    void figure(String what, double value) {
        var text = String.format(Locale.ROOT, value >= 1000 ? "%,.0f" : "%.4g", value);
        figures.put(what, text);
        tell(what + ": " + text);
    }

    /// The value is to be at most that.
    void promise(String what, double value, double most) {
        boolean held = value <= most;
        kept &= held;
        figure(what + " (at most " + most + ")" + (held ? "" : " NOT KEPT"), value);
    }
}
