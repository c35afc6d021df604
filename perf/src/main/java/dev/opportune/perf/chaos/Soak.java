package dev.opportune.perf.chaos;

import dev.opportune.perf.chaos.ChaosSuite.Outcome;
import dev.opportune.perf.chaos.ledger.EventReader;
import dev.opportune.perf.chaos.load.Arrivals;
import dev.opportune.perf.chaos.load.Sends;
import dev.opportune.perf.chaos.site.Fleet;
import dev.opportune.perf.chaos.site.GatewayProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Load and nothing else, with retentions of a minute: after the third minute nothing grows any more.
final class Soak {

    private static final String TITLE = "Soak";
    private static final int FIRST_MINUTE = 3;
    private static final double MIB = 1024 * 1024;
    private static final Duration TO_SPARE = Duration.ofSeconds(90);

    private final Settings settings;
    private final Fleet fleet;
    private final Map<String, Trend> trends = new LinkedHashMap<>();

    private Soak(Settings settings, Fleet fleet) {
        this.settings = settings;
        this.fleet = fleet;
    }

    static Outcome run(Settings settings, Fleet fleet, Sends sends) throws IOException, InterruptedException {
        return new Soak(settings, fleet).run(sends);
    }

    private Outcome run(Sends sends) throws IOException, InterruptedException {
        var urls = fleet.gateways().stream().map(GatewayProcess::url).toList();
        var tally = new Tally();
        var reader = EventReader.start(urls, fleet.key(), tally::ended);
        var arrivals = Arrivals.start(sends, urls, fleet.key(), settings.rate(), tally::told);
        long begunNanos = System.nanoTime();
        for (int minute = 1; minute <= settings.lasts().toMinutes(); minute++) {
            Thread.sleep(Duration.ofMinutes(minute).minusNanos(System.nanoTime() - begunNanos));
            if (minute >= FIRST_MINUTE) look(minute);
            System.out.println("minute " + minute + ": " + tally.accepted() + " accepted, " + tally.open() + " open");
        }
        arrivals.end();
        long patience = System.nanoTime() + TO_SPARE.toNanos();
        while (tally.open() > 0 && System.nanoTime() < patience) Thread.sleep(1_000);
        reader.end();
        return report(tally);
    }

    private void look(int minute) throws IOException, InterruptedException {
        for (var gateway : fleet.gateways()) {
            collect(gateway);
            var metrics = Metrics.of(gateway.metrics());
            double heap = metrics.sum("jvm_memory_used_bytes", "area=\"heap\"") / MIB;
            add(gateway.name() + ": heap after a collection, MiB", 5, minute, heap);
            add(gateway.name() + ": threads", 3, minute, metrics.sum("jvm_threads_live_threads"));
            add(gateway.name() + ": file descriptors", 30, minute, metrics.sum("process_files_open_files"));
        }
        double mib = 0;
        double keys = 0;
        for (var master : fleet.redis().masters()) {
            try (var redis = master.talk()) {
                mib += redis.usedBytes() / MIB;
                keys += Double.parseDouble(redis.text("DBSIZE"));
            }
        }
        add("Redis: memory, MiB", 5, minute, mib);
        add("Redis: keys", 1_000, minute, keys);
    }

    private void add(String name, double leeway, int minute, double value) {
        trends.computeIfAbsent(name, it -> new Trend(it, leeway)).add(minute, value);
    }

    /// What is left after it is what is in use.
    private static void collect(GatewayProcess gateway) throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var _ = new ProcessBuilder(List.of(jcmd, Long.toString(gateway.pid()), "GC.run"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private Outcome report(Tally tally) throws IOException {
        var text = new StringBuilder("""
                `%s`, revision %s; %,d sends accepted, %d of them without an end; load of the machine at the end %s.

                | figure | in minute %d | at the end | most | a slope an hour | flat |
                |---|---|---|---|---|---|
                """.formatted(
                        settings.command(),
                        settings.revision(),
                        tally.accepted(),
                        tally.open(),
                        ChaosSuite.load(),
                        FIRST_MINUTE));
        for (var it : trends.values()) {
            text.append("| %s | %,.1f | %,.1f | %,.1f | %+,.1f | %s |%n"
                    .formatted(
                            it.name(), it.first(), it.last(), it.most(), it.perHour(), it.isFlat() ? "yes" : "**no**"));
        }
        boolean held = tally.open() == 0 && trends.values().stream().allMatch(Trend::isFlat);
        return new Outcome(TITLE, text.toString(), held);
    }
}
