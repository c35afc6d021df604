package dev.opportune.dev;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Where the parts of `dev` listen on loopback; each is free when these are made.
record DevPorts(int gateway, int admin, int redis, int apns, int fcm, int control, int ingest) {

    /// Finds a free port for each that is 0.
    ///
    /// @throws PortInUseException for the first port that is taken
    DevPorts {
        gateway = free("--port", gateway);
        admin = free("--admin-port", admin);
        redis = free("--redis-port", redis);
        apns = free("--apns-port", apns);
        fcm = free("--fcm-port", fcm);
        control = free("--control-port", control);
        ingest = free("--ingest-port", ingest);
    }

    /// Another program listens there. The message names the port and the flag to change it.
    static final class PortInUseException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PortInUseException(String flag, int port) {
            super(
                    "port " + port + " is in use: choose another with " + flag + " PORT, or " + flag + " 0",
                    null,
                    false,
                    false);
        }
    }

    private static int free(String flag, int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new PortInUseException(flag, port);
        }
    }
}
