package dev.opportune.gateway.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where callers are served.
///
/// @param port 0 finds a free one
/// @param tls null: clear text
public record HttpConfig(int port, @Nullable Tls tls) {

    public static final int DEFAULT_PORT = 8080;

    public HttpConfig {
        Ports.require("port", port);
    }

    /// The server's certificate chain and its key, both PEM.
    public record Tls(Path certFile, Path keyFile) {}
}
