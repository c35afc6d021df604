package dev.opportune.gateway.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Requests in flight and answers written. Shared by all lanes; thread-safe.
public final class HttpMetrics {

    private static final int STATUSES = 600;

    private final MeterRegistry registry;
    private final Map<String, AtomicReferenceArray<@Nullable Counter>> responses = new ConcurrentHashMap<>();
    private final Map<String, AtomicReferenceArray<@Nullable Counter>> lines = new ConcurrentHashMap<>();
    private final CallerMetrics callers;
    private final LongAdder inFlight = new LongAdder();

    public HttpMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.callers = new CallerMetrics(registry);
        Gauge.builder("opportune.http.requests.inflight", inFlight, LongAdder::sum)
                .description("Requests whose answer is not written yet")
                .register(registry);
    }

    void began() {
        inFlight.increment();
    }

    void ended() {
        inFlight.decrement();
    }

    /// @param route a template, never a path: callers must not be able to make labels
    void answered(String route, int status) {
        count(responses, "opportune.http.responses", "Answers written, by route and status", route, status);
    }

    /// @param caller null: nobody knows who it was
    void answered(@Nullable String caller, Reply reply) {
        callers.answered(caller, reply);
    }

    /// @param route a template
    void answeredLine(String route, String caller, Reply reply) {
        callers.answered(caller, reply);
        answeredLine(route, reply.status());
    }

    private void answeredLine(String route, int status) {
        count(lines, "opportune.http.lines", "Lines of requests of many, by route and status", route, status);
    }

    private void count(
            Map<String, AtomicReferenceArray<@Nullable Counter>> counters,
            String name,
            String description,
            String route,
            int status) {
        var byStatus = counters.computeIfAbsent(route, _ -> new AtomicReferenceArray<>(STATUSES));
        var counter = byStatus.get(status);
        if (counter == null) {
            counter = register(name, description, route, status);
            byStatus.set(status, counter);
        }
        counter.increment();
    }

    private Counter register(String name, String description, String route, int status) {
        return Counter.builder(name)
                .description(description)
                .tag("route", route)
                .tag("status", Integer.toString(status))
                .register(registry);
    }
}
