package dev.opportune.gateway.http.guard;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Which callers go on calling though they were told that they call too often: for [GuardLimits#HEEDLESS] their
/// connections have little of a turn. Holds as many callers as have keys. Used on one lane's event loop.
final class Heed {

    private final LongSupplier nanos;
    private final Map<String, Long> heedlessUntilNanos = new HashMap<>();

    /// @param nanos as [System#nanoTime]
    Heed(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// The caller does not heed that it calls too often.
    void isNotPaidBy(String caller) {
        heedlessUntilNanos.put(caller, nanos.getAsLong() + GuardLimits.HEEDLESS.toNanos());
    }

    /// What a connection of the caller may use of a turn.
    int turnOf(String caller) {
        if (heedlessUntilNanos.isEmpty()) return GuardLimits.TURN;
        Long until = heedlessUntilNanos.get(caller);
        if (until == null) return GuardLimits.TURN;
        if (nanos.getAsLong() - until < 0) return GuardLimits.TURN_OF_HEEDLESS;
        heedlessUntilNanos.remove(caller);
        return GuardLimits.TURN;
    }
}
