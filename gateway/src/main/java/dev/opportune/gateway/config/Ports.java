package dev.opportune.gateway.config;

/// TCP ports.
final class Ports {

    private Ports() {}

    static void require(String key, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(key + ": " + port + " (expected: 0 to 65535)");
        }
    }
}
