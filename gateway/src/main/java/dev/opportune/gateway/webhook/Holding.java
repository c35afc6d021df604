package dev.opportune.gateway.webhook;

/// A partition as long as this gateway follows it. Confined to one event loop.
final class Holding {

    final int partition;
    private long fence;
    private long endsNanos;
    private boolean held;
    private int epoch;

    Holding(int partition) {
        this.partition = partition;
    }

    /// Whether nothing may have been delivered by another since it was read.
    boolean isHeld() {
        return held && endsNanos - System.nanoTime() > 0;
    }

    long fence() {
        return fence;
    }

    /// Another one whenever others may have followed it meanwhile.
    int epoch() {
        return epoch;
    }

    /// @param endsNanos by [System#nanoTime], counted from before the call
    void held(long fence, long endsNanos) {
        if (fence != this.fence) epoch++;
        this.fence = fence;
        this.endsNanos = endsNanos;
        this.held = true;
    }

    void lost() {
        held = false;
        epoch++;
    }
}
