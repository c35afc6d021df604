package dev.opportune.gateway.metrics;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/// Timers whose buckets are fixed, so that Prometheus can add up those of all gateways.
public final class Timers {

    private static final Duration[] LATENCIES = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    /// A moment lasts from seconds to hours.
    private static final Duration[] MOMENTS = {
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(10),
        Duration.ofHours(1),
        Duration.ofHours(6)
    };

    private Timers() {}

    /// For what somebody waits for.
    public static Timer.Builder latency(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(LATENCIES);
    }

    /// For what is left of moments.
    public static Timer.Builder moment(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(MOMENTS);
    }
}
