package dev.opportune.benchmarks.limits;

import dev.opportune.connectors.wire.ConcurrencyLimit;

/// The product's own.
record OurLimit(ConcurrencyLimit limit) implements Candidate {

    @Override
    public int now() {
        return limit.now();
    }

    @Override
    public void most(int streams) {
        limit.most(streams);
    }

    @Override
    public void answered(long sentNanos, long tookNanos, int inFlight) {
        limit.answered(tookNanos, inFlight);
    }

    @Override
    public void overloaded(long sentNanos, long tookNanos, int inFlight) {
        limit.overloaded();
    }
}
