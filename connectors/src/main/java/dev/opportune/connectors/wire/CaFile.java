package dev.opportune.connectors.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// A PEM file of certificates that are trusted instead of the JVM's own, as `ca_file` names it.
///
/// @param certificates at least one
public record CaFile(Path path, List<X509Certificate> certificates) {

    private static final String SETTING = "ca_file";

    public CaFile {
        certificates = List.copyOf(certificates);
    }

    /// Reads the file, if there is one; [UnusableFileException] when there is no certificate to be had from it.
    public static @Nullable CaFile readIfSet(@Nullable Path path) {
        return path == null ? null : read(path);
    }

    /// Reads the file; [UnusableFileException] when there is no certificate to be had from it.
    public static CaFile read(Path path) {
        var pem = new ByteArrayInputStream(ConfiguredFile.read(SETTING, path));
        try {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (certificates.isEmpty()) throw new UnusableFileException(SETTING, path, "holds no certificate");
            return new CaFile(path, certificates);
        } catch (CertificateException e) {
            throw new UnusableFileException(SETTING, path, "is not a PEM file of certificates", e);
        }
    }

    /// Sockets that trust these certificates and no others.
    public SSLSocketFactory socketFactory() {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (int i = 0; i < certificates.size(); i++) trusted.setCertificateEntry("ca-" + i, certificates.get(i));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new UnusableFileException(SETTING, path, "cannot be trusted by this JVM", e);
        }
    }
}
