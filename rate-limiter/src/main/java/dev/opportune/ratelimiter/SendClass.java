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
}
