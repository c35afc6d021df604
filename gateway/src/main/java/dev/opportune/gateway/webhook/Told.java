package dev.opportune.gateway.webhook;

import java.time.Duration;
import java.util.function.LongConsumer;

/// Says how many there were, at once or with those that come within ten seconds, so that no log fills. Confined to one
/// event loop.
final class Told {

    private static final long EVERY_NANOS = Duration.ofSeconds(10).toNanos();

    private final LongConsumer tell;
    private long untold;
    private long toldNanos = System.nanoTime() - EVERY_NANOS;

    Told(LongConsumer tell) {
        this.tell = tell;
    }

    void more(long events) {
        untold += events;
        tick();
    }

    /// Says what has not been said, if it is time.
    void tick() {
        long now = System.nanoTime();
        if (untold == 0 || now - toldNanos < EVERY_NANOS) return;
        toldNanos = now;
        tell.accept(untold);
        untold = 0;
    }
}
