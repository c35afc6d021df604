package dev.opportune.gateway.metrics;

import dev.opportune.ratelimiter.redis.NodeAddress;
import dev.opportune.ratelimiter.redis.RedisListener;
import dev.opportune.ratelimiter.redis.Trouble;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Redis, as the lanes find it, by node: a server that no lane has to do with any more is shown no
/// more. Shared by all lanes, on any thread.
public final class RedisMetrics {

    private final MeterRegistry registry;
    private final Timer seconds;
    private final Map<NodeAddress, Node> nodes = new HashMap<>();

    public RedisMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.seconds = Timers.latency("opportune.redis", "One command to Redis, from its call to its end")
                .register(registry);
    }

    /// For a lane's connection to a server.
    public RedisListener node(NodeAddress address) {
        return new Heard(used(address), true);
    }

    /// For the connection of a lane that serves at leisure: it does not make the lane connected.
    public RedisListener atLeisure(NodeAddress address) {
        return new Heard(used(address), false);
    }

    private synchronized Node used(NodeAddress address) {
        var node = nodes.computeIfAbsent(address, it -> new Node(it, registry));
        node.users++;
        return node;
    }

    private synchronized void left(Node node) {
        if (--node.users > 0) return;
        nodes.remove(node.address);
        node.meters.forEach(registry::remove);
    }

    private static final class Node {
        private final NodeAddress address;
        private final Map<RedisListener.Outcome, Counter> commands = new EnumMap<>(RedisListener.Outcome.class);
        private final Map<Trouble, Counter> troubles = new EnumMap<>(Trouble.class);
        private final Counter opened;
        private final Counter failed;
        private final Counter lost;
        private final AtomicInteger connectedLanes = new AtomicInteger();
        private final List<Meter> meters = new ArrayList<>();
        private int users;
        private volatile int replicas;
        private volatile long bytesBehind;

        Node(NodeAddress address, MeterRegistry registry) {
            this.address = address;
            for (var outcome : RedisListener.Outcome.values()) {
                commands.put(
                        outcome,
                        Counter.builder("opportune.redis.commands")
                                .description("Commands to Redis, by what came of them")
                                .tag("node", address.toString())
                                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                                .register(registry));
            }
            for (var trouble : Trouble.values()) {
                troubles.put(
                        trouble,
                        Counter.builder("opportune.redis.troubles")
                                .description("What Redis refused, or kept a lane from being connected, by why")
                                .tag("node", address.toString())
                                .tag("trouble", trouble.word())
                                .register(registry));
            }
            this.opened = connections("opened", registry);
            this.failed = connections("failed", registry);
            this.lost = connections("lost", registry);
            meters.addAll(commands.values());
            meters.addAll(troubles.values());
            meters.addAll(List.of(opened, failed, lost));
            meters.add(Gauge.builder("opportune.redis.connected.lanes", connectedLanes, AtomicInteger::get)
                    .description("Lanes that have a connection to Redis")
                    .tag("node", address.toString())
                    .register(registry));
            meters.add(Gauge.builder("opportune.redis.replicas", this, it -> it.replicas)
                    .description("Replicas that are online, as the server tells")
                    .tag("node", address.toString())
                    .register(registry));
            meters.add(Gauge.builder("opportune.redis.replica.lag", this, it -> it.bytesBehind)
                    .description("What the replica that lacks most has not confirmed")
                    .baseUnit("bytes")
                    .tag("node", address.toString())
                    .register(registry));
        }

        private Counter connections(String event, MeterRegistry registry) {
            return Counter.builder("opportune.redis.connections")
                    .description("Connections to Redis that opened, failed to open, or were lost")
                    .tag("node", address.toString())
                    .tag("event", event)
                    .register(registry);
        }
    }

    private final class Heard implements RedisListener {
        private final Node node;
        private final boolean connects;

        /// @param connects whether its connection makes the lane connected
        Heard(Node node, boolean connects) {
            this.node = node;
            this.connects = connects;
        }

        @Override
        public void ended(Outcome outcome, long nanos) {
            var counter = node.commands.get(outcome);
            if (counter != null) counter.increment();
            if (outcome != Outcome.NOT_SENT) seconds.record(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void failed(Trouble why) {
            var counter = node.troubles.get(why);
            if (counter != null) counter.increment();
        }

        @Override
        public void opened() {
            node.opened.increment();
            if (connects) node.connectedLanes.incrementAndGet();
        }

        @Override
        public void couldNotOpen() {
            node.failed.increment();
        }

        @Override
        public void lost() {
            node.lost.increment();
            if (connects) node.connectedLanes.decrementAndGet();
        }

        @Override
        public void replicas(int online, long bytesBehind) {
            node.replicas = online;
            node.bytesBehind = bytesBehind;
        }

        @Override
        public void left() {
            RedisMetrics.this.left(node);
        }
    }
}
