package dev.opportune.connectors.fcm;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// How an app's fetches of OAuth access tokens ended. Thread-safe.
public final class OAuthFetches {

    /// What a fetch came to.
    public enum Result {
        OK,
        /// No answer, or one that may be another the next time.
        UNAVAILABLE,
        /// The token endpoint does not take the service account.
        REFUSED
    }

    private final Map<Result, LongAdder> counts = new EnumMap<>(Result.class);

    OAuthFetches() {
        for (Result result : Result.values()) counts.put(result, new LongAdder());
    }

    /// How many ended so, since the provider was made.
    public long count(Result result) {
        return adder(result).sum();
    }

    void ended(Result result) {
        adder(result).increment();
    }

    private LongAdder adder(Result result) {
        LongAdder adder = counts.get(result);
        if (adder == null) throw new IllegalStateException("no count of " + result);
        return adder;
    }
}
