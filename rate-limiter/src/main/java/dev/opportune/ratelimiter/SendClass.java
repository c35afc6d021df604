package dev.opportune.ratelimiter;

/// What goes first and is shed last, in this order. Set by the category, never by the caller.
public enum SendClass {
    CRITICAL(0),
    TRANSACTIONAL(1),
    PROMOTIONAL(2);

    private final int rank;

    SendClass(int rank) {
        this.rank = rank;
    }

    /// The number that stands for it in stored data; lower goes first.
    public int rank() {
        return rank;
    }

    /// The class of a rank.
    public static SendClass ofRank(int rank) {
        for (var c : values()) {
            if (c.rank == rank) return c;
        }
        throw new IllegalArgumentException("rank: " + rank + " (expected: 0 to 2)");
    }
}
