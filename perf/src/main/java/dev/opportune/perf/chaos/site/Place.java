package dev.opportune.perf.chaos.site;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where a run takes place.
///
/// @param root the repository
/// @param work where files go
/// @param gatewayJars of the gateway that is run: nobody else builds there
/// @param redisServer the program
/// @param simulators where their credentials and `apps.yaml` are
/// @param control the simulators' control port
/// @param clock the library that shifts a process' clock; empty: there is no compiler for it
/// @param retention of receipts, idempotency records and events
public record Place(
        Path root,
        Path work,
        Path gatewayJars,
        Path redisServer,
        Path simulators,
        URI control,
        Optional<Path> clock,
        Duration retention) {

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
