package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.cluster.SlotHash;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which node serves each slot. Immutable.
final class SlotTable {

    /// Nothing is known yet.
    static final SlotTable EMPTY = new SlotTable(new NodeAddress[SlotHash.SLOT_COUNT]);

    private final @Nullable NodeAddress[] owners;
    private final Set<NodeAddress> nodes = new LinkedHashSet<>();

    /// Serves all slots; null: there are several nodes, or some slot has none.
    private final @Nullable NodeAddress only;

    private SlotTable(@Nullable NodeAddress[] owners) {
        this.owners = owners;
        NodeAddress last = null;
        for (var owner : owners) {
            if (owner != null && !owner.equals(last)) nodes.add(owner);
            last = owner;
        }
        this.only = nodes.size() == 1 && uncovered() == 0 ? last : null;
    }

    /// One server, which is no cluster, serves all.
    static SlotTable of(NodeAddress only) {
        var owners = new NodeAddress[SlotHash.SLOT_COUNT];
        Arrays.fill(owners, only);
        return new SlotTable(owners);
    }

    /// Reads the reply to `CLUSTER SLOTS`, in which each node has the name that the cluster wants clients to use.
    static SlotTable read(List<Object> reply, NodeAddress saidBy) {
        var owners = new NodeAddress[SlotHash.SLOT_COUNT];
        for (var range : reply) {
            var members = (List<?>) range;
            var master = address((List<?>) members.get(2), saidBy);
            int from = Math.toIntExact((Long) members.get(0));
            int to = Math.toIntExact((Long) members.get(1));
            Arrays.fill(owners, from, to + 1, master);
        }
        return new SlotTable(owners);
    }

    /// @return null: the node that said so does not know the name either
    private static @Nullable NodeAddress address(List<?> node, NodeAddress saidBy) {
        var host = node.get(0) == null ? "" : new String((byte[]) node.get(0), UTF_8);
        if (host.equals("?")) return null;
        return new NodeAddress(host.isEmpty() ? saidBy.host() : host, Math.toIntExact((Long) node.get(1)));
    }

    @Nullable
    NodeAddress owner(int slot) {
        return owners[slot];
    }

    @Nullable
    NodeAddress owner(byte[] key) {
        return only != null ? only : owners[SlotHash.getSlot(key)];
    }

    /// All that serve a slot.
    Set<NodeAddress> nodes() {
        return nodes;
    }

    /// Slots that no node serves.
    int uncovered() {
        return (int) Arrays.stream(owners).filter(Objects::isNull).count();
    }

    /// A slot that has no node here keeps the one that it had before: a node that has just joined its cluster knows
    /// little of it.
    SlotTable over(SlotTable before) {
        var merged = owners.clone();
        for (int slot = 0; slot < merged.length; slot++) {
            if (merged[slot] == null) merged[slot] = before.owners[slot];
        }
        return Arrays.equals(merged, before.owners) ? before : new SlotTable(merged);
    }

    SlotTable with(int slot, NodeAddress owner) {
        if (owner.equals(owners[slot])) return this;
        var moved = owners.clone();
        moved[slot] = owner;
        return new SlotTable(moved);
    }
}
