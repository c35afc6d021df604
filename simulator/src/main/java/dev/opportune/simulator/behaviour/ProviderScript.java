package dev.opportune.simulator.behaviour;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What one provider was told to do: written by tests, read by the provider's event loops for each push.
public final class ProviderScript {

    /// As many streams as the provider itself allows.
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private record FaultCount(Fault fault, AtomicInteger left) {}

    private final AtomicReference<@Nullable FaultCount> faults = new AtomicReference<>();
    private volatile Latency latency = Latency.none();
    private volatile boolean frozen;
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

    /// The fault for the next push, if one is left; takes it.
    public @Nullable Fault takeFault() {
        FaultCount count = faults.get();
        if (count == null) {
            return null;
        }
        if (count.left.getAndDecrement() > 0) {
            return count.fault;
        }
        faults.compareAndSet(count, null);
        return null;
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

    void faults(Fault fault, int times) {
        faults.set(new FaultCount(fault, new AtomicInteger(times)));
    }

    void normal() {
        latency = Latency.none();
        faults.set(null);
        frozen = false;
        largestStreams = UNLIMITED;
    }
}
