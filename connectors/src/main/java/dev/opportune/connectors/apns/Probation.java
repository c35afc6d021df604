package dev.opportune.connectors.apns;

import dev.opportune.connectors.Standing;

/// Whether unproven device tokens go apart from the others, and how many at a time.
///
/// "If you send too many bad device tokens, APNs disconnects" and before that it takes streams from the connection that
/// they came on ("Handling notification responses from APNs"). So once more than [#MOST_BAD] of the last [#LAST]
/// attempts were bad device tokens, unproven ones go through a connection of their own: what they bring upon it, the
/// others do not suffer. It ends when no more than [#MOST_BAD] are left, neither among the last attempts of all nor
/// among the last of unproven ones: where many good ones flow beside them, the first alone would end it while every
/// other unproven one is bad.
///
/// One lane's own judgement of its own attempts, since lanes share nothing. Confined to it.
final class Probation {

    static final int LAST = 1_000;

    /// 1 % of them.
    static final int MOST_BAD = LAST / 100;

    /// What unproven device tokens may take of what the others have.
    private static final int PART = 4;

    private final RecentAttempts all = new RecentAttempts(LAST);
    private final RecentAttempts unproven = new RecentAttempts(LAST);
    private boolean on;
    private int permits = 1;

    boolean isOn() {
        return on;
    }

    /// How many unproven device tokens may be in flight: one at first, one more for each that APNs takes, half for each
    /// that is bad, and never more than a quarter of what the others may have.
    ///
    /// @param limit how many of the others may be in flight
    int permits(int limit) {
        return Math.min(permits, mostPermits(limit));
    }

    private static int mostPermits(int limit) {
        return Math.max(1, limit / PART);
    }

    /// APNs judged a message.
    ///
    /// @param limit how many messages for proven device tokens may be in flight
    void judged(Standing standing, boolean bad, int limit) {
        all.add(bad);
        if (standing == Standing.UNPROVEN) {
            unproven.add(bad);
            permits = bad ? Math.max(1, permits / 2) : Math.min(mostPermits(limit), permits + 1);
        }
        if (!on && all.badOnes() > MOST_BAD) {
            on = true;
            permits = 1;
        } else if (on && all.badOnes() <= MOST_BAD && unproven.badOnes() <= MOST_BAD) {
            on = false;
        }
    }
}
