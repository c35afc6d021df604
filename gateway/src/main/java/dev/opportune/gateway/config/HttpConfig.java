package dev.opportune.gateway.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where services are served, or apps' devices.
///
/// @param host the address that callers are served on
/// @param port 0 finds a free one
/// @param tls null: clear text
public record HttpConfig(String host, int port, @Nullable Tls tls, Connections connections) {

    public static final int DEFAULT_PORT = 8080;
    public static final String DEFAULT_HOST = "0.0.0.0";

    public HttpConfig {
        Ports.require("port", port);
    }

    /// On every address, where a few connections are all that is expected.
    public HttpConfig(int port, @Nullable Tls tls) {
        this(DEFAULT_HOST, port, tls, Connections.DEFAULT);
    }

    /// How many connections there may be.
    ///
    /// @param most in all; fewer, where the process may not open as many files
    /// @param perAddress of one IPv4 address, or one IPv6 network of 64 bits; as many as `most` where proxies
    ///     are in front, and then no address is held to account for what comes from it
    public record Connections(int most, int perAddress) {

        public static final int DEFAULT_MOST = 20_000;

        /// One address gets half, so that the other half is there for others.
        public static final Connections DEFAULT = ofMost(DEFAULT_MOST);

        public Connections {
            require("max_connections", most);
            require("max_connections_per_address", perAddress);
        }

        public static Connections ofMost(int most) {
            return new Connections(most, Math.max(1, most / 2));
        }

        private static void require(String key, int connections) {
            if (connections < 1) throw new IllegalArgumentException(key + ": " + connections + " (expected: >= 1)");
        }
    }

    /// The server's certificate chain and its key, and who signs the certificates of callers, all PEM.
    ///
    /// @param section of the configuration that names them
    /// @param clientCaFile null: callers have no certificates
    public record Tls(
            String section,
            Path certFile,
            Path keyFile,
            @Nullable Path clientCaFile) {

        public Tls(Path certFile, Path keyFile, @Nullable Path clientCaFile) {
            this("http.tls", certFile, keyFile, clientCaFile);
        }

        public Tls(Path certFile, Path keyFile) {
            this(certFile, keyFile, null);
        }

        /// All of them.
        public List<Path> files() {
            return clientCaFile == null ? List.of(certFile, keyFile) : List.of(certFile, keyFile, clientCaFile);
        }
    }
}
