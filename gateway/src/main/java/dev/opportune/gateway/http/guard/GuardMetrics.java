package dev.opportune.gateway.http.guard;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What clients do wrong, counted, and told in the log now and then: whoever floods a port should not flood the log.
/// Thread-safe.
final class GuardMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(GuardMetrics.class);
    private static final String LISTENER = "listener";

    private final String listener;
    private final Map<Refused, Counter> refused;
    private final Map<Cut, Counter> cut;
    private final Counter protocolErrors;
    private final Counter answersCut;
    private final Counter rested;
    private final LongAdder unreadBytes = new LongAdder();
    private final LongAdder untold = new LongAdder();
    private final AtomicLong tellAgainNanos = new AtomicLong(System.nanoTime());

    /// @param listener the section of the configuration that has its port
    GuardMetrics(String listener, MeterRegistry registry, Connections connections) {
        this.listener = listener;
        Gauge.builder("opportune.http.connections", connections, Connections::open)
                .description("Connections of callers that are open")
                .tag(LISTENER, listener)
                .register(registry);
        Gauge.builder("opportune.http.unread.bytes", unreadBytes, LongAdder::sum)
                .description("What answers hold that their readers have not taken yet")
                .tag(LISTENER, listener)
                .baseUnit("bytes")
                .register(registry);
        this.refused = counters(
                Refused.class,
                reason -> counter(
                        registry,
                        "opportune.http.connections.refused",
                        "Connections closed as soon as they were accepted",
                        reason.label()));
        this.cut = counters(
                Cut.class,
                reason -> counter(
                        registry,
                        "opportune.http.connections.cut",
                        "Connections ended for what their client did",
                        reason.label()));
        this.protocolErrors = Counter.builder("opportune.http.protocol.errors")
                .description("Requests and connections that did not keep to HTTP or TLS")
                .tag(LISTENER, listener)
                .register(registry);
        this.answersCut = Counter.builder("opportune.http.answers.cut")
                .description("Answers given up since their reader did not take them")
                .tag(LISTENER, listener)
                .register(registry);
        this.rested = Counter.builder("opportune.http.connections.rested")
                .description("Times a connection was not read for a while, for what its caller did not heed")
                .tag(LISTENER, listener)
                .register(registry);
    }

    private static <R extends Enum<R>> Map<R, Counter> counters(Class<R> reasons, Function<R, Counter> counter) {
        var all = new EnumMap<R, Counter>(reasons);
        for (var reason : reasons.getEnumConstants()) all.put(reason, counter.apply(reason));
        return all;
    }

    private Counter counter(MeterRegistry registry, String name, String description, String reason) {
        return Counter.builder(name)
                .description(description)
                .tag(LISTENER, listener)
                .tag("reason", reason)
                .register(registry);
    }

    void refused(Refused reason, Object from) {
        count(refused, reason);
        tell("a connection from {} was refused: {}", from, reason.label());
    }

    void cut(Cut reason, Object from) {
        count(cut, reason);
        tell("a connection from {} was cut: {}", from, reason.detail);
    }

    void answerCut(Object from) {
        answersCut.increment();
        tell("an answer to {} was cut: {}", from, "it was not read");
    }

    void rests(Object from) {
        rested.increment();
        tell("a connection from {} rests: {}", from, "its caller does not heed 429, or nothing comes of what it asks");
    }

    void protocolError(Throwable cause) {
        protocolErrors.increment();
        tell("a client did not keep to the protocol: {} {}", cause.getClass().getSimpleName(), "");
    }

    /// More, or less, that waits to be read.
    void unread(long bytes) {
        unreadBytes.add(bytes);
    }

    private static <R> void count(Map<R, Counter> counters, R reason) {
        var counter = counters.get(reason);
        if (counter != null) counter.increment();
    }

    private void tell(String what, Object who, String why) {
        untold.increment();
        long now = System.nanoTime();
        long again = tellAgainNanos.get();
        if (now - again < 0 || !tellAgainNanos.compareAndSet(again, now + GuardLimits.TELL.toNanos())) return;
        LOG.warn(what + "; {} such events since the last time", who, why, untold.sumThenReset());
    }
}
