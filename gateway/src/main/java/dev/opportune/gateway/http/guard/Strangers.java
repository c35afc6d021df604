package dev.opportune.gateway.http.guard;

import io.netty.channel.Channel;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;

/// Connections that have shown no key, in the order in which they came: where there is no room for another, the oldest
/// makes it, since who has a key shows it soon. Thread-safe: the acceptor and all lanes share one.
final class Strangers {

    private final Map<Channel, Address> all = new LinkedHashMap<>();
    private final Map<Address, LinkedHashSet<Channel>> byAddress = new HashMap<>();
    private int leaving;

    synchronized void add(Channel channel, Address from) {
        all.put(channel, from);
        byAddress.computeIfAbsent(from, _ -> new LinkedHashSet<>()).add(channel);
    }

    /// It has shown a key, or is closed.
    synchronized void remove(Channel channel) {
        var from = all.remove(channel);
        if (from == null) return;
        byAddress.computeIfPresent(from, (_, its) -> {
            its.remove(channel);
            return its.isEmpty() ? null : its;
        });
    }

    /// Takes out the one that is to leave for another, and counts it until [#left]; none when there is none, or when
    /// too many have not left yet.
    ///
    /// @param refused why there is no room: for want of a place of its address, one of that address leaves
    synchronized Optional<Channel> leaving(Refused refused, Address from) {
        if (leaving >= GuardLimits.STRANGERS_LEAVING) return Optional.empty();
        var candidates = refused == Refused.ADDRESS ? byAddress.get(from) : all.keySet();
        if (candidates == null || candidates.isEmpty()) return Optional.empty();
        var oldest = candidates.iterator().next();
        remove(oldest);
        leaving++;
        return Optional.of(oldest);
    }

    synchronized void left() {
        leaving--;
    }
}
