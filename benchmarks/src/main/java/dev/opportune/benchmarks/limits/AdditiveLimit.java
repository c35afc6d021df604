package dev.opportune.benchmarks.limits;

/// The product's limit without its eye for latency: doubling until the first overload, then additive increase, and
/// multiplicative decrease once for all that was in flight.
final class AdditiveLimit implements Candidate {

    private static final double KEPT = 0.75;

    private int most;
    private double limit = 1;
    private boolean doubling = true;
    private int settling;

    AdditiveLimit(int most) {
        this.most = most;
    }

    @Override
    public int now() {
        return (int) Math.min(limit, most);
    }

    @Override
    public void most(int streams) {
        most = streams;
    }

    @Override
    public void answered(long sentNanos, long tookNanos, int inFlight) {
        if (settling > 0) {
            settling--;
        } else if (inFlight * 2 >= now() && limit < most) {
            limit = Math.min(most, limit + (doubling ? 1 : 1 / Math.sqrt(limit)));
        }
    }

    @Override
    public void overloaded(long sentNanos, long tookNanos, int inFlight) {
        if (settling > 0) {
            settling--;
        } else {
            settling = inFlight - 1;
            limit = Math.max(1, now() * KEPT);
            doubling = false;
        }
    }
}
