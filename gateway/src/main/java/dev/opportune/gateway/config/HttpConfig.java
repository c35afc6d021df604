package dev.opportune.gateway.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where callers are served.
///
/// @param host the address that callers are served on
/// @param port 0 finds a free one
/// @param tls null: clear text
public record HttpConfig(String host, int port, @Nullable Tls tls) {

    public static final int DEFAULT_PORT = 8080;
    public static final String DEFAULT_HOST = "0.0.0.0";

    public HttpConfig {
        Ports.require("port", port);
    }

    /// On every address.
    public HttpConfig(int port, @Nullable Tls tls) {
        this(DEFAULT_HOST, port, tls);
    }

    /// The server's certificate chain and its key, and who signs the certificates of callers, all PEM.
    ///
    /// @param clientCaFile null: callers have no certificates
    public record Tls(Path certFile, Path keyFile, @Nullable Path clientCaFile) {

        public Tls(Path certFile, Path keyFile) {
            this(certFile, keyFile, null);
        }

        /// All of them.
        public List<Path> files() {
            return clientCaFile == null ? List.of(certFile, keyFile) : List.of(certFile, keyFile, clientCaFile);
        }
    }
}
