package dev.opportune.ratelimiter.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The nodes that a lane is connected to: all that serve slots, and, while none of those is there, the
/// ones that the configuration names. Confined to the lane.
final class LaneNodes {

    private final RedisTopology topology;
    private final List<NodeAddress> named;
    private final Function<NodeAddress, RedisNode> open;
    private final Map<NodeAddress, RedisNode> nodes = new LinkedHashMap<>();
    /// Not needed any more, but with commands under way.
    private final List<RedisNode> leaving = new ArrayList<>();
    private SlotTable table = SlotTable.EMPTY;
    private int askedLast;

    /// @param named where the configuration says to look at first
    LaneNodes(RedisTopology topology, List<NodeAddress> named, Function<NodeAddress, RedisNode> open) {
        this.topology = topology;
        this.named = named;
        this.open = open;
    }

    RedisTopology topology() {
        return topology;
    }

    @Nullable
    RedisNode serving(byte[] key) {
        var latest = topology.table();
        if (latest != table) adopt();
        return at(table.owner(key));
    }

    @Nullable
    RedisNode at(@Nullable NodeAddress address) {
        return address == null ? null : nodes.get(address);
    }

    /// Those that serve a slot.
    Collection<RedisNode> serving() {
        return table.nodes().stream().map(nodes::get).filter(Objects::nonNull).toList();
    }

    boolean anyServingConnected() {
        for (var address : table.nodes()) {
            var node = nodes.get(address);
            if (node != null && node.isConnected()) return true;
        }
        return false;
    }

    private boolean anyConnected() {
        for (var node : nodes.values()) {
            if (node.isConnected()) return true;
        }
        return false;
    }

    private boolean anyServingAway() {
        for (var address : table.nodes()) {
            var node = nodes.get(address);
            if (node != null && !node.isConnected()) return true;
        }
        return false;
    }

    /// Completes when the node that serves this key is connected.
    Future<Void> whenServed(byte[] key) {
        var node = serving(key);
        return node == null
                ? Future.failedFuture(new StorageUnavailableException("no node is there for this slot", false))
                : node.whenConnected();
    }

    /// Any that is connected, another one each time; null: none is.
    @Nullable
    RedisNode connected() {
        var all = List.copyOf(nodes.values());
        for (int i = 1; i <= all.size(); i++) {
            int next = (askedLast + i) % all.size();
            if (all.get(next).isConnected()) {
                askedLast = next;
                return all.get(next);
            }
        }
        return null;
    }

    /// Opens what is missing by what the topology says now, and lets go of the rest.
    void adopt() {
        table = topology.table();
        var needed = table.nodes();
        if (!anyServingConnected()) {
            needed = new HashSet<>(needed);
            needed.addAll(named);
        }
        for (var address : needed) nodes.computeIfAbsent(address, open);
        retire(needed);
    }

    private void retire(Set<NodeAddress> needed) {
        nodes.values().removeIf(node -> {
            if (needed.contains(node.address())) return false;
            leaving.add(node);
            return true;
        });
    }

    /// Loses connections whose commands are overdue. Those are asked again at once, which may adopt other nodes, as the
    /// end of a connection may.
    ///
    /// @param readUpTo see [Unread]
    void loseOverdue(long readUpTo) {
        for (var node : List.copyOf(nodes.values())) node.loseOverdue(readUpTo);
        if (leaving.isEmpty()) return;
        List.copyOf(leaving).forEach(node -> node.loseOverdue(readUpTo));
        for (var node : List.copyOf(leaving)) {
            if (node.isIdle() && leaving.remove(node)) node.close();
        }
    }

    /// Asks a node for the slots, when it is this lane's turn. Fails only when what was to be a cluster
    /// is none.
    Future<Void> ask(long now) {
        if (anyServingAway()) topology.want();
        if (!anyConnected() || !topology.takeTurn(now)) return Future.succeededFuture();
        var node = Objects.requireNonNull(connected());
        return node.call(RedisAsyncCommands::clusterSlots)
                .onSuccess(reply -> topology.saw(SlotTable.read(reply, node.address())))
                .<Void>mapEmpty()
                .recover(failure -> {
                    topology.want();
                    return failure instanceof RedisCommandExecutionException
                            ? Future.failedFuture(RedisFitness.noCluster(node.address()))
                            : Future.succeededFuture();
                });
    }

    /// Which partitions' nodes write now.
    Future<RedisReach> reach(Keys keys) {
        var faults = new HashMap<NodeAddress, Future<String>>();
        for (var node : serving()) faults.put(node.address(), write(node, keys));
        return Future.all(List.copyOf(faults.values())).map(_ -> {
            int unserved = 0;
            var told = new LinkedHashSet<String>();
            for (int p = 0; p < keys.partitions(); p++) {
                var owner = table.owner(keys.zones(p));
                var fault = owner == null ? null : faults.get(owner);
                if (fault != null && fault.result().isEmpty()) continue;
                unserved++;
                if (owner == null) told.add("slots have no node");
                else told.add(owner + " " + (fault == null ? Trouble.UNREACHABLE.predicate() : fault.result()));
            }
            return new RedisReach(keys.partitions(), unserved, List.copyOf(told));
        });
    }

    /// What is wrong with a server; empty: nothing.
    private Future<String> write(RedisNode node, Keys keys) {
        var unfit = node.health().keepsOut(true);
        if (unfit != null) return Future.succeededFuture(unfit.sentence());
        return RedisFitness.tryWrite(node, triedAt(node, keys)).map("").otherwise(failure -> {
            if (isOfOneSlot(failure)) return "";
            return (node.isConnected() ? RedisFailures.faultOf(failure) : node.fault()).sentence();
        });
    }

    private static boolean isOfOneSlot(Throwable failure) {
        return failure instanceof MovedException
                || (failure instanceof StorageUnavailableException e
                        && e.fault() != null
                        && e.fault().trouble().isOfOneSlot());
    }

    /// A key that this node serves.
    byte[] triedAt(RedisNode node, Keys keys) {
        for (int p = 0; p < keys.partitions(); p++) {
            if (node.address().equals(table.owner(keys.tried(p)))) return keys.tried(p);
        }
        return keys.tried(0);
    }

    /// Looks at the servers whose turn it is.
    void look(long now, Function<RedisNode, Future<Void>> inspection) {
        for (var address : table.nodes()) {
            var node = nodes.get(address);
            if (node != null && node.isConnected() && node.health().takeTurn(now)) {
                var _ = inspection.apply(node); // what does not answer is found out by what is sent to it
            }
        }
    }

    /// Why nodes are not there.
    List<Fault> faults() {
        return nodes.values().stream()
                .filter(node -> !node.isConnected())
                .map(RedisNode::fault)
                .toList();
    }

    void close() {
        List.copyOf(nodes.values()).forEach(RedisNode::close);
        List.copyOf(leaving).forEach(RedisNode::close);
        nodes.clear();
        leaving.clear();
    }
}
