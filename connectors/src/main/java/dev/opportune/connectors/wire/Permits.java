package dev.opportune.connectors.wire;

/// How many messages one connection may have in flight: so many as the settings, the provider's SETTINGS and what its
/// answers taught allow, whichever is least; and where the provider wants that, one until the first valid answer. So
/// nothing waits inside a library, in a queue that has no bound. Confined to its lane.
public final class Permits {

    private final int most;
    private final ConcurrencyLimit limit;
    private int allowed;
    private int learned;
    private boolean valid;
    private int taken;

    private Permits(int first, int most, boolean valid) {
        this.most = most;
        this.allowed = most;
        this.learned = Math.min(most, first);
        this.limit = new ConcurrencyLimit(learned, most);
        this.valid = valid;
    }

    /// As many as settings and SETTINGS allow, until answers teach less.
    public static Permits all(int most) {
        return new Permits(most, most, true);
    }

    /// One until the first valid answer, then `first` until answers teach more.
    public static Permits oneAtFirst(int first, int most) {
        return new Permits(first, most, false);
    }

    int limit() {
        return Math.min(valid ? limit.now() : 1, allowed);
    }

    /// What the answers have taught, also while SETTINGS allow less.
    int learned() {
        return valid ? areBoundBySettings() ? Math.max(limit.now(), learned) : limit.now() : 1;
    }

    int room() {
        return Math.max(0, limit() - taken);
    }

    public int taken() {
        return taken;
    }

    /// Whether more than three quarters are in use, by a connection that can have more than one; or there are none.
    boolean areScarce() {
        return valid && (taken * 4L > limit() * 3L || limit() == 0);
    }

    /// Whether there has been a valid answer, where one is needed.
    public boolean areValid() {
        return valid;
    }

    /// Whether the provider's answers allow less than half of what its SETTINGS do.
    public boolean areHeldBack() {
        return limit.now() * 2L < allowed;
    }

    void take() {
        taken++;
    }

    void give(int permits) {
        taken -= permits;
    }

    /// The provider allows this many streams from now on, fewer or more than before.
    void streams(long streams) {
        if (!areBoundBySettings()) learned = limit.now();
        allowed = (int) Math.min(most, streams);
        limit.most(allowed);
    }

    private boolean areBoundBySettings() {
        return limit.now() >= allowed;
    }

    /// An answer that is none of overload.
    ///
    /// @param nanos since the message was written
    public void answered(long nanos) {
        limit.answered(nanos, taken);
    }

    /// The provider accepted our provider token.
    public void authenticated() {
        valid = true;
    }

    public void overloaded() {
        limit.overloaded();
    }
}
