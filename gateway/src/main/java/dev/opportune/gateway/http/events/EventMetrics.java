package dev.opportune.gateway.http.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/// Readers of events, and what they were given. Shared by all lanes; thread-safe.
public final class EventMetrics {

    private final LongAdder readers = new LongAdder();
    private final Counter given;

    public EventMetrics(MeterRegistry registry) {
        Gauge.builder("opportune.event.readers", readers, LongAdder::sum)
                .description("Requests for events, most of which wait for something to happen")
                .register(registry);
        given = Counter.builder("opportune.events.given")
                .description("Events in answers")
                .register(registry);
    }

    void readers(int more) {
        readers.add(more);
    }

    void given(int count) {
        given.increment(count);
    }
}
