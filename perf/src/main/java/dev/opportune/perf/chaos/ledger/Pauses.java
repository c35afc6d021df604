package dev.opportune.perf.chaos.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// When this machine kept a thread waiting that had something to do: by so much what is recorded may be later than it
/// happened.
public final class Pauses implements AutoCloseable {

    private static final Duration TICK = Duration.ofMillis(5);

    /// What any thread may wait now and then.
    private static final Duration USUAL = Duration.ofMillis(25);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final List<Pause> pauses = new CopyOnWriteArrayList<>();
    private Instant last = Instant.now();

    private record Pause(Instant from, Instant until) {}

    public Pauses() {
        var _ = thread.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        var now = Instant.now();
        if (Duration.between(last, now).compareTo(USUAL) > 0) pauses.add(new Pause(last, now));
        last = now;
    }

    /// How long it was between these, all together.
    public Duration between(Instant from, Instant until) {
        var paused = Duration.ZERO;
        for (var pause : pauses) {
            var begun = pause.from.isAfter(from) ? pause.from : from;
            var ended = pause.until.isBefore(until) ? pause.until : until;
            if (ended.isAfter(begun)) paused = paused.plus(Duration.between(begun, ended));
        }
        return paused;
    }

    /// The longest one so far.
    public Duration longest() {
        return pauses.stream()
                .map(it -> Duration.between(it.from, it.until))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
