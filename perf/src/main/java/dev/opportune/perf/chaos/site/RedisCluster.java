package dev.opportune.perf.chaos.site;

import dev.opportune.perf.chaos.link.RedisProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A Redis Cluster: three masters and a replica for each. Every node announces the way that leads to it in its own
/// place.
public final class RedisCluster implements Redis {

    public static final int MASTERS = WAYS;
    public static final int NODES = 2 * MASTERS;

    /// After so long without a word a node takes another for lost.
    public static final Duration NODE_TIMEOUT = Duration.ofSeconds(2);

    private static final int SLOTS = 16384;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long LOOK_MILLIS = 50;

    private final List<RedisProcess> nodes = new ArrayList<>();
    private final List<RedisProxy> ways = new ArrayList<>();

    private final String durability;

    private RedisCluster(String durability) {
        this.durability = durability;
    }

    static RedisCluster start(Path server, Path folder, String durability) throws IOException, InterruptedException {
        var cluster = new RedisCluster(durability);
        for (int i = 0; i < NODES; i++) cluster.startNode(server, folder.resolve("node-" + i));
        cluster.join();
        return cluster;
    }

    private void startNode(Path server, Path folder) throws IOException, InterruptedException {
        int port = Place.freePortWithBus();
        var way = RedisProxy.start(port);
        ways.add(way);
        nodes.add(RedisProcess.start(
                server,
                folder,
                port,
                List.of(
                        "--cluster-enabled",
                        "yes",
                        "--cluster-node-timeout",
                        Long.toString(NODE_TIMEOUT.toMillis()),
                        "--cluster-require-full-coverage",
                        "no",
                        "--cluster-announce-port",
                        Integer.toString(way.port()),
                        "--cluster-announce-bus-port",
                        Integer.toString(port + Place.BUS),
                        "--repl-diskless-sync-delay",
                        "0")));
    }

    private void join() throws IOException, InterruptedException {
        var first = nodes.getFirst();
        for (int i = 0; i < NODES; i++) {
            var node = nodes.get(i);
            node.order("CLUSTER SET-CONFIG-EPOCH " + (i + 1));
            if (i < MASTERS) node.order("CLUSTER ADDSLOTS " + slots(i));
            if (i > 0) first.order("CLUSTER MEET 127.0.0.1 %d %d".formatted(node.port(), node.port() + Place.BUS));
        }
        await(() -> everyNodeSays("cluster_known_nodes:" + NODES));
        for (int i = MASTERS; i < NODES; i++) {
            nodes.get(i).order("CLUSTER REPLICATE " + nodes.get(i - MASTERS).ask("CLUSTER MYID"));
        }
        awaitWhole();
    }

    private static String slots(int master) {
        return IntStream.range(SLOTS * master / MASTERS, SLOTS * (master + 1) / MASTERS)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(" "));
    }

    public List<RedisProcess> nodes() {
        return List.copyOf(nodes);
    }

    /// A master of the start, and its replica.
    ///
    /// @param master less than [#MASTERS]
    public List<RedisProcess> nodesOf(int master) {
        return List.of(nodes.get(master), nodes.get(master + MASTERS));
    }

    @Override
    public String configured(int gateway) {
        return ways.stream()
                .map(way -> "\"redis://127.0.0.1:" + way.port() + '"')
                .collect(Collectors.joining(", ", "uris: [", "], durability: " + durability));
    }

    @Override
    public List<RedisProcess> masters() {
        return withRole("master");
    }

    /// Those that answer.
    public List<RedisProcess> replicas() {
        return withRole("slave");
    }

    private List<RedisProcess> withRole(String role) {
        var found = new ArrayList<RedisProcess>();
        for (var node : nodes) {
            try {
                if (node.ask("INFO replication").contains("role:" + role)) found.add(node);
            } catch (IOException _) {
                // it is away
            }
        }
        return found;
    }

    @Override
    public RedisProxy way(int number) throws IOException {
        var masters = masters();
        if (masters.isEmpty()) throw new IOException("no master answers");
        return wayTo(masters.get(number % masters.size()));
    }

    /// The way to a node.
    public RedisProxy wayTo(RedisProcess node) {
        return ways.get(nodes.indexOf(node));
    }

    /// For as long as an election takes: a master that comes back during one serves for a moment, and is then a
    /// replica.
    @Override
    public void awaitWhole() throws IOException, InterruptedException {
        List<RedisProcess> before;
        do {
            await(() -> everyNodeSays("cluster_state:ok") && everyReplicaHasItsMaster());
            before = masters();
            Thread.sleep(NODE_TIMEOUT);
        } while (!before.equals(masters()) || !everyReplicaHasItsMaster());
    }

    private boolean everyNodeSays(String line) throws IOException {
        for (var node : nodes) {
            if (!node.ask("CLUSTER INFO").contains(line)) return false;
        }
        return true;
    }

    private boolean everyReplicaHasItsMaster() throws IOException {
        var replicas = replicas();
        for (var replica : replicas) {
            if (!replica.ask("INFO replication").contains("master_link_status:up")) return false;
        }
        return replicas.size() == NODES - MASTERS;
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() - end > 0) throw new IOException("the cluster is not whole in time");
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (IOException _) {
            return false; // a node is away or stands still
        }
    }

    @Override
    public void close() throws IOException {
        for (var node : nodes) node.close();
        for (var way : ways) way.close();
    }
}
