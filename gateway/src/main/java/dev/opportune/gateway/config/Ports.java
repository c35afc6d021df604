package dev.opportune.gateway.config;

/// TCP ports.
final class Ports {

    static final int LEAST = 0;
    static final int MOST = 65_535;

    private Ports() {}

    static void require(String key, int port) {
        if (port < LEAST || port > MOST) {
            throw new IllegalArgumentException(key + ": " + port + " (expected: 0 to 65535)");
        }
    }
}
