package dev.opportune.gateway.send;

import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.send.Scan;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// How many sends wait and are ready in a lane's own partitions, as its last look at each found them. Written on
/// the lane, read on any thread.
final class Backlog {

    final AtomicLong waiting = new AtomicLong();
    final Map<SendClass, AtomicLong> ready = new EnumMap<>(SendClass.class);

    private static final SendClass[] CLASSES = SendClass.values();

    /// Of what is ready.
    final ReadyDeadlines deadlines;

    private final Scan.Counts[] seen;

    Backlog(int partitions) {
        this.deadlines = new ReadyDeadlines(partitions);
        this.seen = new Scan.Counts[partitions];
        Arrays.fill(seen, Scan.Counts.NONE);
        for (var sendClass : SendClass.values()) ready.put(sendClass, new AtomicLong());
    }

    /// @param heads the first that are ready, by class and deadline
    void saw(int partition, Scan.Counts now, List<Scan.Ready> heads) {
        deadlines.saw(partition, now, heads);
        var before = seen[partition];
        if (now.equals(before)) return;
        seen[partition] = now;
        waiting.addAndGet(now.waiting() - before.waiting());
        for (var each : CLASSES) ready(each).addAndGet(ready(now, each) - ready(before, each));
    }

    /// Another lane tells of all partitions but these from now on.
    void keepOnly(Set<Integer> partitions) {
        for (int p = 0; p < seen.length; p++) {
            if (!partitions.contains(p)) saw(p, Scan.Counts.NONE, List.of());
        }
    }

    /// How many are ready of this class and more important ones.
    long readyBefore(SendClass sendClass) {
        long all = 0;
        for (var each : CLASSES) {
            if (each.compareTo(sendClass) <= 0) all += ready(each).get();
        }
        return all;
    }

    private AtomicLong ready(SendClass sendClass) {
        return Objects.requireNonNull(ready.get(sendClass));
    }

    private static long ready(Scan.Counts counts, SendClass sendClass) {
        return counts.ready().getOrDefault(sendClass, 0L);
    }
}
