package dev.opportune.perf.attack.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Looks at a gateway's process twice a second, and at its admin port every second.
final class Watch implements AutoCloseable {

    private static final long MIB = 1024 * 1024;
    private static final long LOOK_MILLIS = 500;

    private final Site site;
    private final Thread thread;
    private final Object lock = new Object();
    private Seen seen = Seen.NOTHING;
    private double cpuAtBegin;

    private Watch(Site site) {
        this.site = site;
        this.thread = Thread.ofPlatform().name("watch").unstarted(this::lookOn);
    }

    /// What was seen in a while.
    ///
    /// @param rssMib the most
    /// @param heapMib the most
    /// @param lastHeapMib as it was seen last
    /// @param files the most file descriptors
    /// @param lastFiles as it was seen last
    /// @param cpuSeconds of the gateway
    /// @param deaf how often the admin port did not answer
    record Seen(int rssMib, int heapMib, int lastHeapMib, int files, int lastFiles, double cpuSeconds, int deaf) {

        private static final Seen NOTHING = new Seen(0, 0, 0, 0, 0, 0, 0);

        private Seen and(int rss, int open) {
            return new Seen(Math.max(rssMib, rss), heapMib, lastHeapMib, Math.max(files, open), open, cpuSeconds, deaf);
        }

        private Seen andHeap(int heap) {
            return new Seen(rssMib, Math.max(heapMib, heap), heap, files, lastFiles, cpuSeconds, deaf);
        }

        private Seen andDeaf() {
            return new Seen(rssMib, heapMib, lastHeapMib, files, lastFiles, cpuSeconds, deaf + 1);
        }

        private Seen andCpu(double seconds) {
            return new Seen(rssMib, heapMib, lastHeapMib, files, lastFiles, seconds, deaf);
        }
    }

    static Watch start(Site site) {
        var watch = new Watch(site);
        watch.thread.start();
        return watch;
    }

    /// Forgets what was seen.
    void begin() {
        synchronized (lock) {
            seen = Seen.NOTHING;
            cpuAtBegin = Cpu.seconds(site.pid());
        }
    }

    /// Since [#begin].
    Seen end() {
        lookAtProcess();
        synchronized (lock) {
            return seen.andCpu(Math.max(0, Cpu.seconds(site.pid()) - cpuAtBegin)); // 0 where it has ended
        }
    }

    private void lookOn() {
        try {
            for (int i = 0; site.isAlive(); i++) {
                lookAtProcess();
                if (i % 2 == 0) lookAtAdmin();
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookAtProcess() {
        var proc = Path.of("/proc", Long.toString(site.pid()));
        try (var files = Files.list(proc.resolve("fd"))) {
            int open = (int) files.count();
            int rss = Files.readAllLines(proc.resolve("status")).stream()
                    .filter(it -> it.startsWith("VmRSS:"))
                    .mapToInt(it -> Integer.parseInt(it.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
            synchronized (lock) {
                seen = seen.and(rss, open);
            }
        } catch (IOException _) {
            // it has ended, and the verdict says so
        }
    }

    private void lookAtAdmin() {
        try {
            long heap = site.admin("/metrics")
                    .text()
                    .lines()
                    .filter(it -> it.startsWith("jvm_memory_used_bytes{") && it.contains("area=\"heap\""))
                    .mapToLong(it -> (long) Double.parseDouble(it.substring(it.lastIndexOf(' '))))
                    .sum();
            if (site.admin("/livez").status() != 200) throw new IOException("not alive");
            synchronized (lock) {
                seen = seen.andHeap((int) (heap / MIB));
            }
        } catch (IOException _) {
            synchronized (lock) {
                seen = seen.andDeaf();
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
