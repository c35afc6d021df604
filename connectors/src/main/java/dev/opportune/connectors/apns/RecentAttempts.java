package dev.opportune.connectors.apns;

import java.util.BitSet;

/// Which of the last so many attempts were bad device tokens. Attempts that have not been made count as good ones.
final class RecentAttempts {

    private final BitSet bad = new BitSet();
    private final int size;
    private int next;
    private int badOnes;

    RecentAttempts(int size) {
        this.size = size;
    }

    void add(boolean wasBad) {
        badOnes += (wasBad ? 1 : 0) - (bad.get(next) ? 1 : 0);
        bad.set(next, wasBad);
        next = (next + 1) % size;
    }

    /// How many of them were bad.
    int badOnes() {
        return badOnes;
    }
}
