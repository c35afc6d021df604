package dev.opportune.benchmarks.limits;

import com.netflix.concurrency.limits.Limit;

/// One of Netflix's, with the one thing that they do not have: a bound that moves.
final class NetflixLimit implements Candidate {

    private final Limit limit;
    private int most;

    NetflixLimit(Limit limit, int most) {
        this.limit = limit;
        this.most = most;
    }

    @Override
    public int now() {
        return Math.clamp(limit.getLimit(), 1, most);
    }

    @Override
    public void most(int streams) {
        most = streams;
    }

    @Override
    public void answered(long sentNanos, long tookNanos, int inFlight) {
        limit.onSample(sentNanos, tookNanos, inFlight, false);
    }

    @Override
    public void overloaded(long sentNanos, long tookNanos, int inFlight) {
        limit.onSample(sentNanos, tookNanos, inFlight, true);
    }
}
