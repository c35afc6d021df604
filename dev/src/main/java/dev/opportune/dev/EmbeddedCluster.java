package dev.opportune.dev;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A real Redis Cluster of three masters without replicas, each a process of its own, on loopback.
final class EmbeddedCluster implements AutoCloseable {

    static final int MASTERS = 3;
    private static final int SLOTS = 16384;

    /// The cluster's bus listens so much above a node's port.
    private static final int BUS = 10_000;

    private static final int LEAST_PORT = 12_000;
    private static final int MOST_PORT = 22_000;
    private static final int MAX_TRIES = 100;
    private static final int LOOK_MS = 20;
    private static final int MAX_LOOKS = 1_000;

    private final List<EmbeddedRedis> nodes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    /// Starts one and returns when all slots are served.
    ///
    /// @param firstPort of the first master; the others find theirs
    static EmbeddedCluster start(int firstPort) throws IOException {
        var cluster = new EmbeddedCluster();
        try {
            for (int i = 0; i < MASTERS; i++) {
                int port = i == 0 ? firstPort : freePort();
                cluster.nodes.add(EmbeddedRedis.start(port, "--cluster-enabled", "yes"));
                cluster.ports.add(port);
            }
            cluster.join();
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /// What `redis.uris` of a configuration says.
    String uris() {
        return ports.stream().map(port -> "\"redis://127.0.0.1:" + port + '"').collect(Collectors.joining(", "));
    }

    List<EmbeddedRedis> nodes() {
        return nodes;
    }

    private void join() throws IOException {
        for (int i = 0; i < MASTERS; i++) {
            var slots = IntStream.range(SLOTS * i / MASTERS, SLOTS * (i + 1) / MASTERS)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(" "));
            order(ports.get(i), "CLUSTER SET-CONFIG-EPOCH " + (i + 1));
            order(ports.get(i), "CLUSTER ADDSLOTS " + slots);
            if (i > 0) order(ports.getFirst(), "CLUSTER MEET 127.0.0.1 " + ports.get(i));
        }
        for (int looks = 0; looks < MAX_LOOKS; looks++) {
            if (isWhole()) return;
            pause();
        }
        throw new IOException("the nodes do not become a cluster");
    }

    private boolean isWhole() throws IOException {
        for (int port : ports) {
            var info = ask(port, "CLUSTER INFO");
            if (!info.contains("cluster_state:ok") || !info.contains("cluster_known_nodes:" + MASTERS)) return false;
        }
        return true;
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void order(int port, String command) throws IOException {
        var reply = ask(port, command);
        if (!reply.startsWith("+OK")) {
            throw new IOException(reply.lines().findFirst().orElse("no reply"));
        }
    }

    private static String ask(int port, String command) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(US_ASCII));
            var reply = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            if (reply.startsWith("-")) {
                throw new IOException(reply.lines().findFirst().orElse(""));
            }
            return reply;
        }
    }

    /// Whose bus is free, too.
    static int freePort() throws IOException {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            int port = ThreadLocalRandom.current().nextInt(LEAST_PORT, MOST_PORT);
            if (isFree(port) && isFree(port + BUS)) return port;
        }
        throw new IOException("no free port for a node of a cluster");
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException _) {
            return false; // somebody has it: that is the answer
        }
    }

    @Override
    public void close() throws IOException {
        for (var node : nodes) node.close();
    }
}
