package dev.opportune.gateway.metrics;

import dev.opportune.connectors.ConnectorListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/// The connections to one app's provider, of all lanes.
public final class ProviderMetrics implements ConnectorListener {

    private final Counter opened;
    private final Counter failed;
    private final Counter goAway;
    private final Counter ended;
    private final AtomicInteger open = new AtomicInteger();

    public ProviderMetrics(String app, MeterRegistry registry) {
        this.opened = connections(app, "opened", registry);
        this.failed = connections(app, "failed", registry);
        this.goAway = connections(app, "goaway", registry);
        this.ended = connections(app, "ended", registry);
        Gauge.builder("opportune.provider.open.connections", open, AtomicInteger::get)
                .description("Connections to the app's provider that take messages")
                .tag("app", app)
                .strongReference(true)
                .register(registry);
    }

    private static Counter connections(String app, String event, MeterRegistry registry) {
        return Counter.builder("opportune.provider.connections")
                .description("Connections to the app's provider that opened, failed to open, got a GOAWAY, or ended")
                .tag("app", app)
                .tag("event", event)
                .register(registry);
    }

    @Override
    public void opened() {
        opened.increment();
        open.incrementAndGet();
    }

    @Override
    public void couldNotOpen() {
        failed.increment();
    }

    @Override
    public void goAway() {
        goAway.increment();
    }

    @Override
    public void ended() {
        ended.increment();
        open.decrementAndGet();
    }
}
