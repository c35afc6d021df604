package dev.opportune.ratelimiter.redis;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What a `rediss://` connection is checked by, and how it introduces itself. The files, PEM and the key PKCS#8, are
/// read for each connection, so that new ones need no restart.
///
/// @param caFile who signs the server's certificate; null: the machine's own CAs
/// @param certFile the client's certificate chain; null: none
/// @param keyFile the client's key; there when there is a certificate
public record RedisTls(
        @Nullable Path caFile,
        @Nullable Path certFile,
        @Nullable Path keyFile) {

    public RedisTls {
        if ((certFile == null) != (keyFile == null)) {
            var missing = certFile == null ? "cert_file" : "key_file";
            throw new IllegalArgumentException(missing + ": missing (expected: cert_file and key_file, or neither)");
        }
    }
}
