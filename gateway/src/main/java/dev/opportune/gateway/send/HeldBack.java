package dev.opportune.gateway.send;

import java.util.Locale;

/// Why an attempt is put off without being made.
enum HeldBack {
    /// The provider is in trouble, or cannot be reached.
    BREAKER,
    /// Retries are too great a part of what is sent.
    RETRY_BUDGET,
    /// Too much waits for room already.
    QUEUE;

    private final String word = name().toLowerCase(Locale.ROOT);

    /// The word in metrics.
    String word() {
        return word;
    }
}
