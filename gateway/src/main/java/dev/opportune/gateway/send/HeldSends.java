package dev.opportune.gateway.send;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;

/// The sends that a lane holds a lease of. Confined to the lane.
final class HeldSends {

    /// In the order in which their leases end.
    private final LinkedHashSet<Outgoing> sends = new LinkedHashSet<>();

    private final long reserveNanos;

    /// @param reserve what must be left of a lease for an attempt to begin
    HeldSends(Duration reserve) {
        this.reserveNanos = reserve.toNanos();
    }

    void add(Outgoing send) {
        sends.add(send);
    }

    void remove(Outgoing send) {
        sends.remove(send);
    }

    int size() {
        return sends.size();
    }

    List<Outgoing> all() {
        return List.copyOf(sends);
    }

    /// Those of which an attempt may not begin any more.
    List<Outgoing> nearTheirLeasesEnd() {
        return sends.stream().takeWhile(this::isNearItsLeasesEnd).toList();
    }

    boolean isNearItsLeasesEnd(Outgoing send) {
        return send.lease.endsNanos() - System.nanoTime() < reserveNanos;
    }
}
