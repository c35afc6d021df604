package dev.opportune.ratelimiter.redis;

import java.net.URI;

/// Where a server listens, by the name that the configuration or the servers themselves give it.
///
/// @param port 0 for a master that sentinels name: it is wherever they say
public record NodeAddress(String host, int port) {

    public static final int DEFAULT_PORT = 6379;

    /// Of `redis://host:port`.
    static NodeAddress of(URI uri) {
        return new NodeAddress(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
    }

    /// Reads `host:port`. Without a host it is that of the server that said so.
    static NodeAddress read(String text, NodeAddress saidBy) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) throw new IllegalArgumentException(text + " (expected: host:port)");
        var host = colon == 0 ? saidBy.host : text.substring(0, colon);
        return new NodeAddress(host, Integer.parseInt(text, colon + 1, text.length(), 10));
    }

    @Override
    public String toString() {
        return port == 0 ? host : host + ":" + port;
    }
}
