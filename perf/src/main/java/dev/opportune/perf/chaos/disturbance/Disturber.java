package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// Makes disturbances at a pace, in the order in which a seed has drawn them. Each waits until the one before it that
/// befell the same is over; one gateway is left alone at any time.
public final class Disturber {

    private final Fleet fleet;
    private final List<Drawn> schedule;
    private final Duration pace;
    private final Map<String, Semaphore> free = new HashMap<>();
    private final Semaphore mayBeTaken = new Semaphore(Fleet.GATEWAYS - 1);
    private final Queue<Happened> happened = new ConcurrentLinkedQueue<>();

    private record Drawn(int number, Kind kind, Disturbance disturbance) {}

    /// @param pace from the begin of one to that of the next
    /// @param lease how long a gateway may hold a send
    public Disturber(Fleet fleet, List<Kind> kinds, int many, Duration pace, Duration lease, long seed) {
        this.fleet = fleet;
        this.pace = pace;
        this.schedule = schedule(kinds, many, new Draw(new SplittableRandom(seed), lease));
        for (var it : schedule) free.put(it.disturbance.whom(), new Semaphore(1));
    }

    /// Every kind comes as often as every other, give or take one.
    private static List<Drawn> schedule(List<Kind> kinds, int many, Draw draw) {
        var schedule = new ArrayList<Drawn>();
        var bag = new ArrayList<Kind>();
        for (int number = 1; number <= many; number++) {
            if (bag.isEmpty()) bag.addAll(kinds);
            var kind = bag.remove(draw.oneOf(bag.size()));
            schedule.add(new Drawn(number, kind, kind.draw(draw)));
        }
        return schedule;
    }

    /// Makes all of them, and returns when they are over.
    ///
    /// @param tell is given each as it ends, on its own thread
    public List<Happened> run(Consumer<Happened> tell) throws InterruptedException {
        long dueNanos = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var next : schedule) {
                Thread.sleep(Duration.ofNanos(Math.max(0, dueNanos - System.nanoTime())));
                dueNanos += pace.toNanos();
                acquire(next.disturbance);
                var _ = threads.submit(() -> {
                    try {
                        var done = make(next);
                        happened.add(done);
                        tell.accept(done);
                    } finally {
                        release(next.disturbance);
                    }
                });
            }
        }
        return happened.stream().sorted(Comparator.comparing(Happened::from)).toList();
    }

    private void acquire(Disturbance next) throws InterruptedException {
        lockOf(next).acquire();
        if (next.takesAGateway()) mayBeTaken.acquire();
    }

    private void release(Disturbance over) {
        if (over.takesAGateway()) mayBeTaken.release();
        lockOf(over).release();
    }

    private Semaphore lockOf(Disturbance disturbance) {
        return Objects.requireNonNull(free.get(disturbance.whom()), "all were put in at the start");
    }

    private Happened make(Drawn drawn) {
        var from = Instant.now();
        String seen = "";
        String fault = "";
        try {
            seen = drawn.disturbance.happen(fleet);
        } catch (IOException | RuntimeException e) {
            fault = e.toString();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            fault = "interrupted";
        }
        return new Happened(drawn.number, drawn.kind, drawn.disturbance, from, Instant.now(), seen, fault);
    }
}
