package dev.opportune.connectors.wire;

/// How many messages may be in flight on one connection, as the provider's answers teach it. It doubles for each
/// full round of good answers until the provider first shows that it is too much; then it grows by its square root
/// a round. It is cut once for all that was in flight when an overload was told, or when [Latencies] show a queue.
/// `docs/adr/0006-concurrency-follows-the-provider.md` has what it was compared with.
///
/// Counts answers and reads no clock. Confined to its lane.
public final class ConcurrencyLimit {

    /// What is left of the limit after an overload.
    private static final double KEPT = 0.75;

    /// So few in flight tell nothing of a provider's capacity: up to here the limit may double again after a cut.
    /// And a doubling limit is first judged after as many answers, to know the latency before there is a queue.
    private static final int FEW = 32;

    /// A steady limit is judged by at least so many answers: with p50 40 ms and p99 400 ms their mean is then
    /// within 5 % (one sigma).
    private static final int LEAST_WINDOW = 512;

    /// And by so many full rounds, since providers answer in bursts.
    private static final int ROUNDS = 2;

    /// What it may grow by before it is judged again.
    private static final double MOST_GROWTH = 0.25;

    private final Latencies latencies = new Latencies();
    private int most;
    private double limit;
    private boolean doubling = true;
    private int settling;

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
        return (int) Math.min(limit, most);
    }

    /// The provider allows another number of streams now. When it takes some away and gives them back, the limit is
    /// what it was before.
    public void most(int streams) {
        most = Math.max(1, streams);
    }

    /// An answer came that says nothing of overload.
    ///
    /// @param nanos since the message was written
    /// @param inFlight messages in flight when it came, itself included
    public void answered(long nanos, int inFlight) {
        if (settling > 0) {
            settling--;
            return;
        }
        boolean used = inFlight * 2 >= now();
        latencies.add(nanos, inFlight, used);
        if (latencies.size() >= window()) judge();
        if (used && settling == 0 && (doubling || latencies.areGood())) grow();
    }

    /// A timeout, a refused stream or an answer that says that the provider is overloaded.
    public void overloaded() {
        if (settling > 0) {
            settling--;
        } else {
            cut(KEPT);
            latencies.forget();
            doubling = limit < FEW;
        }
    }

    private boolean isDoubling() {
        return doubling && limit < most;
    }

    private int window() {
        return isDoubling() ? Math.max(FEW, now() / 2) : Math.max(LEAST_WINDOW, ROUNDS * now());
    }

    private void judge() {
        switch (latencies.judge(isDoubling())) {
            case GOOD, RAISED -> {}
            case QUEUED -> {
                cut(latencies.kept());
                doubling = false;
            }
            case UNRELATED -> doubling = limit < FEW;
        }
    }

    private void grow() {
        if (limit < most) {
            double additive = Math.min(1 / Math.sqrt(limit), MOST_GROWTH * limit / window());
            limit = Math.min(most, limit + (doubling ? 1 : additive));
        }
    }

    /// What is in flight was sent under the old limit: its outcomes say nothing of the new one.
    private void cut(double kept) {
        settling = Math.clamp(latencies.mostInFlight(), 1, now()) - 1;
        limit = Math.max(1, now() * kept);
    }
}
