package dev.opportune.gateway.metrics;

import dev.opportune.ratelimiter.redis.RedisListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Redis, as the lanes find it. Shared by all lanes.
public final class RedisMetrics implements RedisListener {

    private final Map<Outcome, Counter> commands = new EnumMap<>(Outcome.class);
    private final Timer seconds;
    private final Counter opened;
    private final Counter failed;
    private final Counter lost;
    private final AtomicInteger connectedLanes = new AtomicInteger();

    public RedisMetrics(MeterRegistry registry) {
        for (var outcome : Outcome.values()) {
            commands.put(
                    outcome,
                    Counter.builder("opportune.redis.commands")
                            .description("Commands to Redis, by what came of them")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        this.seconds = Timers.latency("opportune.redis", "One command to Redis, from its call to its end")
                .register(registry);
        this.opened = connections("opened", registry);
        this.failed = connections("failed", registry);
        this.lost = connections("lost", registry);
        Gauge.builder("opportune.redis.connected.lanes", connectedLanes, AtomicInteger::get)
                .description("Lanes that have a connection to Redis")
                .register(registry);
    }

    private static Counter connections(String event, MeterRegistry registry) {
        return Counter.builder("opportune.redis.connections")
                .description("Connections to Redis that opened, failed to open, or were lost")
                .tag("event", event)
                .register(registry);
    }

    /// For the connection of a lane that serves at leisure: it does not make the lane connected.
    public RedisListener atLeisure() {
        return new RedisListener() {
            @Override
            public void ended(Outcome outcome, long nanos) {
                RedisMetrics.this.ended(outcome, nanos);
            }

            @Override
            public void opened() {
                opened.increment();
            }

            @Override
            public void couldNotOpen() {
                failed.increment();
            }

            @Override
            public void lost() {
                lost.increment();
            }
        };
    }

    @Override
    public void ended(Outcome outcome, long nanos) {
        var counter = commands.get(outcome);
        if (counter != null) counter.increment();
        if (outcome != Outcome.NOT_SENT) seconds.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void opened() {
        opened.increment();
        connectedLanes.incrementAndGet();
    }

    @Override
    public void couldNotOpen() {
        failed.increment();
    }

    @Override
    public void lost() {
        lost.increment();
        connectedLanes.decrementAndGet();
    }
}
