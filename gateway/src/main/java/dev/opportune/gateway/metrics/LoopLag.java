package dev.opportune.gateway.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/// How late the lanes' event loops are: a timer on each measures how long after its time it runs. A loop that was away
/// for long runs the timers that it missed at once, each as late as it is, so a pause weighs as much as it lasted.
public final class LoopLag {

    private static final long PERIOD_MS = 100;

    private final Timer lag;

    public LoopLag(MeterRegistry registry) {
        this.lag = Timers.latency("opportune.event.loop.lag", "How late timers run on the lanes' event loops")
                .register(registry);
    }

    /// Watches the calling event loop until its verticle ends.
    public void watch(Vertx vertx) {
        var due = new Due();
        vertx.setPeriodic(PERIOD_MS, _ -> lag.record(due.lateNanos(), TimeUnit.NANOSECONDS));
    }

    private static final class Due {
        private long nextNanos = System.nanoTime();

        long lateNanos() {
            nextNanos += TimeUnit.MILLISECONDS.toNanos(PERIOD_MS);
            return Math.max(0, System.nanoTime() - nextNanos);
        }
    }
}
