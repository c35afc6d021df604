package dev.opportune.simulator.behaviour;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What is to happen the next so many times; what is set later replaces it. For any thread.
final class NextTimes<T> {

    private record Left<T>(T what, AtomicInteger times) {}

    private final AtomicReference<@Nullable Left<T>> left = new AtomicReference<>();

    void set(T what, int times) {
        if (times < 1) throw new IllegalArgumentException("times: " + times + " (expected: >= 1)");
        left.set(new Left<>(what, new AtomicInteger(times)));
    }

    void clear() {
        left.set(null);
    }

    /// Takes one; null when none is left.
    @Nullable
    T take() {
        Left<T> present = left.get();
        if (present == null) return null;
        if (present.times.getAndDecrement() > 0) return present.what;
        left.compareAndSet(present, null);
        return null;
    }
}
