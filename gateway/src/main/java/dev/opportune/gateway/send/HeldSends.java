package dev.opportune.gateway.send;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;

/// The sends that a lane holds a lease of. Confined to the lane.
final class HeldSends {

    /// In the order in which their leases end.
    private final LinkedHashSet<Outgoing> sends = new LinkedHashSet<>();

    private final long leaseNanos;
    private final long reserveNanos;

    /// @param lease how long one is at first, and when it is renewed
    /// @param reserve what must be left of a lease for an attempt to begin
    HeldSends(Duration lease, Duration reserve) {
        this.leaseNanos = lease.toNanos();
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

    /// Those of whose leases a third has passed.
    List<Outgoing> toRenew() {
        long now = System.nanoTime();
        return sends.stream()
                .takeWhile(send -> send.leaseEndsNanos() - now <= leaseNanos / 3 * 2)
                .toList();
    }

    /// Its lease ends later now. One that is held no more stays so.
    void renewed(Outgoing send, long endsNanos) {
        send.renewed(endsNanos);
        if (sends.remove(send)) sends.addLast(send);
    }

    /// Its lease is another's. One that is held no more stays so.
    void lost(Outgoing send) {
        send.renewed(System.nanoTime());
        if (sends.remove(send)) sends.addFirst(send);
    }

    /// Those of which an attempt may not begin any more.
    List<Outgoing> nearTheirLeasesEnd() {
        return sends.stream().takeWhile(this::isNearItsLeasesEnd).toList();
    }

    boolean isNearItsLeasesEnd(Outgoing send) {
        return send.leaseEndsNanos() - System.nanoTime() < reserveNanos;
    }
}
