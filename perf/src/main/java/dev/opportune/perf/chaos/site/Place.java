package dev.opportune.perf.chaos.site;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// Where a run takes place.
///
/// @param root the repository
/// @param work where files go
/// @param gatewayJars of the gateway that is run: nobody else builds there
/// @param javaOptions of a gateway
/// @param redisServer the program
/// @param cluster whether Redis is a cluster
/// @param durability what gateways promise of Redis, as their configuration calls it
/// @param simulators where their credentials and `apps.yaml` are
/// @param control the simulators' control port
/// @param clock the library that shifts a process' clock; empty: there is no compiler for it
/// @param lease how long a gateway may hold a send without renewing
/// @param retention of receipts, idempotency records and events
/// @param policy in the repository
/// @param measured whether gateways measure what becomes of sends, and serve phones
public record Place(
        Path root,
        Path work,
        Path gatewayJars,
        List<String> javaOptions,
        Path redisServer,
        boolean cluster,
        String durability,
        Path simulators,
        URI control,
        Optional<Path> clock,
        Duration lease,
        Duration retention,
        String policy,
        boolean measured) {

    /// The bus of a cluster listens so much above a node's port.
    static final int BUS = 10_000;

    private static final int LEAST_WITH_BUS = 12_000;
    private static final int MOST_WITH_BUS = 22_000;

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// One whose bus is free, too.
    static int freePortWithBus() throws IOException {
        for (int tries = 0; tries < 100; tries++) {
            int port = ThreadLocalRandom.current().nextInt(LEAST_WITH_BUS, MOST_WITH_BUS);
            if (isFree(port) && isFree(port + BUS)) return port;
        }
        throw new IOException("no free port for a node of a cluster");
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
