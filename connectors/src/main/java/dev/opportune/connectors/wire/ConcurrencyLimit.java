package dev.opportune.connectors.wire;

/// How many messages may be in flight on one connection, as the provider's answers teach it: one more for each full
/// limit of good answers while the limit is used (additive increase), a part of it when the provider or the network is
/// overloaded (multiplicative decrease). Confined to its lane.
public final class ConcurrencyLimit {

    /// What is left of the limit after an overload.
    private static final double KEPT = 0.75;

    private int most;
    private double limit;

    /// @param first the limit before anything is known
    /// @param most what neither settings nor streams allow more of
    public ConcurrencyLimit(int first, int most) {
        if (first < 1 || most < first) {
            throw new IllegalArgumentException("limit: " + first + " of " + most + " (expected: 1 <= first <= most)");
        }
        this.most = most;
        this.limit = first;
    }

    /// How many may be in flight now.
    public int now() {
        return (int) limit;
    }

    /// The provider allows another number of streams now.
    public void most(int streams) {
        most = Math.max(1, streams);
        limit = Math.min(limit, most);
    }

    /// An answer came that says nothing of overload.
    ///
    /// @param nanos since the message was written
    /// @param inFlight messages in flight when it came, itself included
    public void answered(long nanos, int inFlight) {
        boolean used = inFlight * 2 >= limit;
        if (used && nanos >= 0) {
            limit = Math.min(most, limit + 1 / limit);
        }
    }

    /// A timeout, a refused stream or an answer that says that the provider is overloaded.
    public void overloaded() {
        limit = Math.max(1, limit * KEPT);
    }
}
