package dev.opportune.benchmarks.connectors;

import dev.opportune.connectors.wire.CaFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/// Makes the simulator's certificate authority the one that this JVM trusts: firebase-admin's own transport asks
/// for no other. To be called before anything speaks TLS.
final class TrustedByAll {

    private static final String PASSWORD = "not-a-secret";

    private TrustedByAll() {}

    static void trust(Path folder) {
        var ca = CaFile.read(Credentials.read(folder).ca());
        try {
            Path file = Files.createTempFile(folder, "trusted-", ".p12");
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("simulator", ca.certificates().getFirst());
            try (var out = Files.newOutputStream(file)) {
                store.store(out, PASSWORD.toCharArray());
            }
            System.setProperty("javax.net.ssl.trustStore", file.toString());
            System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
            System.setProperty("javax.net.ssl.trustStoreType", "PKCS12");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
