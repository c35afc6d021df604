package dev.opportune.gateway.config;

/// Where operators are served.
///
/// @param port 0 finds a free one
public record AdminConfig(String host, int port) {

    public static final int DEFAULT_PORT = 8081;
    public static final String DEFAULT_HOST = "127.0.0.1";

    public AdminConfig {
        Ports.require("port", port);
    }
}
