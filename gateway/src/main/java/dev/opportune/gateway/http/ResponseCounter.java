package dev.opportune.gateway.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;

/// `opportune_http_responses_total{route,status}`. Confined to one event loop.
final class ResponseCounter {

    private final MeterRegistry meters;
    private final Map<Key, Counter> counters = new HashMap<>();

    ResponseCounter(MeterRegistry meters) {
        this.meters = meters;
    }

    /// @param route a template, never a path: callers must not be able to make labels
    void count(String route, int status) {
        counters.computeIfAbsent(new Key(route, status), this::register).increment();
    }

    private Counter register(Key key) {
        return Counter.builder("opportune.http.responses")
                .description("Answers written, by route and status")
                .tag("route", key.route)
                .tag("status", Integer.toString(key.status))
                .register(meters);
    }

    private record Key(String route, int status) {}
}
