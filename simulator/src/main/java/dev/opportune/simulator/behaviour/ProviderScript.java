package dev.opportune.simulator.behaviour;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What one provider was told to do: written by tests, read by the provider's event loops for each push.
public final class ProviderScript {

    /// As many streams as the provider itself allows.
    public static final int UNLIMITED = Integer.MAX_VALUE;

    public static final Duration SHORTEST_IDLE_TIMEOUT = Duration.ofMillis(10);

    private final NextTimes<ScriptedFault> faults = new NextTimes<>();
    private volatile Latency latency = Latency.none();
    private volatile boolean frozen;
    private volatile @Nullable Duration idleTimeout;
    private volatile int largestStreams = UNLIMITED;

    /// Whether requests are taken in but neither handled nor answered.
    public boolean frozen() {
        return frozen;
    }

    /// What the script holds the streams of a connection to, whatever the provider would allow; [#UNLIMITED] when
    /// nothing.
    public int largestStreams() {
        return largestStreams;
    }

    public long latencyNanos() {
        return latency.sampleNanos();
    }

    /// How long a connection may be idle; null for as long as it likes.
    public @Nullable Duration idleTimeout() {
        return idleTimeout;
    }

    /// The fault for the next push, if one is left; takes it.
    public @Nullable ScriptedFault takeFault() {
        return faults.take();
    }

    void latency(Latency next) {
        latency = next;
    }

    void frozen(boolean next) {
        frozen = next;
    }

    void largestStreams(int next) {
        largestStreams = next;
    }

    void idleTimeout(Duration next) {
        if (next.compareTo(SHORTEST_IDLE_TIMEOUT) < 0) {
            throw new IllegalArgumentException("timeout: " + next + " (expected: >= " + SHORTEST_IDLE_TIMEOUT + ")");
        }
        idleTimeout = next;
    }

    void faults(ScriptedFault fault, int times) {
        faults.set(fault, times);
    }

    void normal() {
        latency = Latency.none();
        faults.clear();
        frozen = false;
        largestStreams = UNLIMITED;
        idleTimeout = null;
    }
}
