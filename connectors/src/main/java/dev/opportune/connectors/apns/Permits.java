package dev.opportune.connectors.apns;

import dev.opportune.connectors.wire.ConcurrencyLimit;

/// How many messages one connection may have in flight: so many as the settings, the provider's SETTINGS and what its
/// answers taught allow, whichever is least; and one until the first valid answer ("Establishing a token-based
/// connection to APNs"). So nothing waits in the two unbounded queues that Pushy has. Confined to its lane.
final class Permits {

    private final int most;
    private final ConcurrencyLimit limit;
    private int allowed;
    private int learned;
    private boolean valid;
    private int taken;

    Permits(int most) {
        this.most = most;
        this.allowed = most;
        this.learned = Math.min(most, ApnsSettings.FIRST_IN_FLIGHT);
        this.limit = new ConcurrencyLimit(learned, most);
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

    int taken() {
        return taken;
    }

    /// Whether more than three quarters are in use, by a connection that can have more than one.
    boolean areScarce() {
        return valid && taken * 4L > limit() * 3L;
    }

    boolean areValid() {
        return valid;
    }

    void take() {
        taken++;
    }

    void give(int permits) {
        taken -= permits;
    }

    /// The provider allows this many streams from now on, fewer or more than before.
    void streams(long streams) {
        if (!areBoundBySettings()) {
            learned = limit.now();
        }
        allowed = (int) Math.min(most, streams);
        limit.most(allowed);
    }

    private boolean areBoundBySettings() {
        return limit.now() >= allowed;
    }

    /// An answer that is none of overload.
    ///
    /// @param nanos since the message was written
    void answered(long nanos) {
        limit.answered(nanos, taken);
    }

    /// The provider accepted our provider token.
    void authenticated() {
        valid = true;
    }

    void overloaded() {
        limit.overloaded();
    }
}
