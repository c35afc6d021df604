package dev.opportune.simulator.behaviour;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What one provider was told to do: written by tests, read by the provider's event loops for each push.
public final class ProviderScript {

    private record FaultCount(Fault fault, AtomicInteger left) {}

    private final AtomicReference<@Nullable FaultCount> faults = new AtomicReference<>();
    private volatile Latency latency = Latency.none();
    private volatile boolean frozen;

    /// Whether requests are taken in but neither handled nor answered.
    public boolean frozen() {
        return frozen;
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

    void faults(Fault fault, int times) {
        faults.set(new FaultCount(fault, new AtomicInteger(times)));
    }

    void normal() {
        latency = Latency.none();
        faults.set(null);
        frozen = false;
    }
}
