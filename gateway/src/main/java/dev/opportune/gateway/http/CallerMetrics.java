package dev.opportune.gateway.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What each caller asked for, and what it was refused: requests, and lines of requests of many. Shared by all lanes;
/// thread-safe.
final class CallerMetrics {

    /// Names that have meters of their own, the first that come: callers' files may change again and again, and meters
    /// stay.
    static final int MOST = 200;

    /// Whom nobody knows, and those beyond [#MOST].
    static final String OTHER = "other";

    private final MeterRegistry registry;
    private final OfOne others;
    private final Map<String, OfOne> byName = new ConcurrentHashMap<>();

    CallerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.others = new OfOne(OTHER);
    }

    /// @param caller of the callers file; null: nobody knows who it was
    void answered(@Nullable String caller, Reply reply) {
        of(caller).answered(reply);
    }

    private OfOne of(@Nullable String caller) {
        if (caller == null) return others;
        var known = byName.get(caller);
        if (known != null) return known;
        if (byName.size() >= MOST) return others;
        return byName.computeIfAbsent(caller, OfOne::new);
    }

    private final class OfOne {
        private final String name;
        private final Counter asked;
        private final Map<Problem, Counter> refused = new ConcurrentHashMap<>();

        OfOne(String name) {
            this.name = name;
            this.asked = Counter.builder("opportune.caller.requests")
                    .description("Requests and lines of callers that were answered, by caller")
                    .tag("caller", name)
                    .register(registry);
        }

        void answered(Reply reply) {
            asked.increment();
            var problem = reply.problem();
            if (problem == null) return;
            refused.computeIfAbsent(problem, this::register).increment();
        }

        private Counter register(Problem problem) {
            return Counter.builder("opportune.caller.refusals")
                    .description("Those of them that were a problem, by caller and kind")
                    .tag("caller", name)
                    .tag("reason", problem.word())
                    .register(registry);
        }
    }
}
