package dev.opportune.ratelimiter;

import java.util.Locale;

/// What goes first and is shed last, in this order. Set by the category, never by the caller.
public enum SendClass {
    CRITICAL(0),
    TRANSACTIONAL(1),
    PROMOTIONAL(2);

    private final int rank;
    private final String word = name().toLowerCase(Locale.ROOT);

    SendClass(int rank) {
        this.rank = rank;
    }

    /// The number that stands for it in stored data; lower goes first.
    public int rank() {
        return rank;
    }

    /// The word in the policy and in metrics.
    public String word() {
        return word;
    }

    public static SendClass ofRank(int rank) {
        for (var known : values()) if (known.rank == rank) return known;
        throw new IllegalArgumentException("class: " + rank + " (expected: 0, 1 or 2)");
    }
}
