package dev.opportune.gateway;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How often those act who make a test's load, callers and disturbers: a part of the load. Nothing is awaited by it.
final class Pacing {

    private Pacing() {}

    static void rest(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }

    /// Longer or shorter, so that they do not act at once.
    static void restUpTo(Duration most) throws InterruptedException {
        rest(Duration.ofNanos(ThreadLocalRandom.current().nextLong(most.toNanos())));
    }
}
