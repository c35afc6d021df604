package dev.opportune.perf.chaos;

import dev.opportune.perf.chaos.site.Fleet;
import dev.opportune.perf.chaos.site.GatewayProcess;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/// Looks at the gateways every two seconds: what they count ends with each of them, and is added up over their lives.
final class Vitals implements AutoCloseable {

    private static final long LOOK_MILLIS = 2_000;
    private static final double MIB = 1024 * 1024;

    private final Fleet fleet;
    private final Thread thread;
    private final Map<String, Seen> lives = new TreeMap<>();
    private double mostHeapMib;

    /// What one life of a gateway had counted when it was seen last.
    private record Seen(double takeovers, double unconfirmed) {}

    private Vitals(Fleet fleet) {
        this.fleet = fleet;
        this.thread = Thread.ofPlatform().name("vitals").unstarted(this::lookOn);
    }

    static Vitals watch(Fleet fleet) {
        var vitals = new Vitals(fleet);
        vitals.thread.start();
        return vitals;
    }

    /// What was counted so far, by name.
    synchronized Map<String, Long> counts() {
        return Map.of(
                "takeovers, as gateways counted them",
                (long) lives.values().stream().mapToDouble(Seen::takeovers).sum(),
                "unconfirmed attempts, as gateways counted them",
                (long) lives.values().stream().mapToDouble(Seen::unconfirmed).sum(),
                "lives of gateways",
                fleet.gateways().stream().mapToLong(GatewayProcess::lives).sum());
    }

    synchronized double mostHeapMib() {
        return mostHeapMib;
    }

    private void lookOn() {
        try {
            while (true) {
                for (var gateway : fleet.gateways()) look(gateway);
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(GatewayProcess gateway) throws InterruptedException {
        try {
            int life = gateway.lives();
            var metrics = Metrics.of(gateway.metrics());
            synchronized (this) {
                lives.put(
                        gateway.name() + " life " + life,
                        new Seen(
                                metrics.sum("opportune_takeovers_total"),
                                metrics.sum("opportune_deliveries_total", "outcome=\"unconfirmed\"")));
                mostHeapMib = Math.max(mostHeapMib, metrics.sum("jvm_memory_used_bytes", "area=\"heap\"") / MIB);
            }
        } catch (IOException _) {
            // it is away, or stands still
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
