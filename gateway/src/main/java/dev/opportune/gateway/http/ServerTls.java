package dev.opportune.gateway.http;

import dev.opportune.gateway.config.HttpConfig;
import dev.opportune.gateway.http.guard.GuardLimits;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/// The TLS of the callers' port, as its files were at one time.
///
/// @param clientCa null: nobody is asked for a certificate
public record ServerTls(Buffer cert, Buffer key, @Nullable Buffer clientCa) {

    private static final String[] KEY_TYPES = {"EC", "RSA", "EdDSA", "Ed25519"};

    /// The files are of no use; the message says which, and why.
    public static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        private UnusableException(String message) {
            super(message, null, false, false);
        }
    }

    /// Reads the files, and judges them as handshakes will.
    public static ServerTls read(Vertx vertx, HttpConfig.Tls files) throws UnusableException {
        var clientCaFile = files.clientCaFile();
        var tls = new ServerTls(
                read(files.section() + ".cert_file", files.certFile()),
                read(files.section() + ".key_file", files.keyFile()),
                clientCaFile == null ? null : read(files.section() + ".client_ca_file", clientCaFile));
        tls.requirePair(files.section(), vertx);
        tls.requireClientCa(files.section(), vertx);
        return tls;
    }

    private static Buffer read(String key, Path file) throws UnusableException {
        try {
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UnusableException(key + ": " + file + " cannot be read (expected: a PEM file)");
        }
    }

    private void requirePair(String section, Vertx vertx) throws UnusableException {
        KeyManager manager;
        try {
            manager = keyCert().getKeyManagerFactory(vertx).getKeyManagers()[0];
        } catch (Exception e) { // whatever there may be in a file
            throw new UnusableException(section + ": cert_file and key_file cannot be used: " + e.getMessage()
                    + " (expected: a certificate chain and its key, PEM)");
        }
        if (!(manager instanceof X509KeyManager keys)) throw new IllegalStateException("a key manager of X.509");
        for (var type : KEY_TYPES) {
            var aliases = keys.getServerAliases(type, null);
            if (aliases == null) continue;
            if (isPair(keys.getPrivateKey(aliases[0]), keys.getCertificateChain(aliases[0])[0])) return;
        }
        throw new UnusableException(
                section + ".key_file: is not the key of the certificate in cert_file (expected: its key)");
    }

    private static boolean isPair(PrivateKey key, X509Certificate certificate) {
        var algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            var sign = Signature.getInstance(algorithm);
            sign.initSign(key);
            var signature = sign.sign();
            var verify = Signature.getInstance(algorithm);
            verify.initVerify(certificate.getPublicKey());
            return verify.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private void requireClientCa(String section, Vertx vertx) throws UnusableException {
        var trust = trust();
        if (trust == null) return;
        try {
            var _ = trust.getTrustManagerFactory(vertx).getTrustManagers();
        } catch (Exception e) {
            throw new UnusableException(
                    section + ".client_ca_file: cannot be used: " + e.getMessage() + " (expected: certificates, PEM)");
        }
    }

    private PemKeyCertOptions keyCert() {
        return new PemKeyCertOptions().setCertValue(cert).setKeyValue(key);
    }

    private @Nullable PemTrustOptions trust() {
        return clientCa == null ? null : new PemTrustOptions().addCertValue(clientCa);
    }

    /// A caller without a certificate may have a key.
    private ClientAuth clientAuth() {
        return clientCa == null ? ClientAuth.NONE : ClientAuth.REQUEST;
    }

    /// For a server that begins to listen.
    HttpServerOptions over(HttpServerOptions options) {
        options.setSsl(true).setUseAlpn(true).setKeyCertOptions(keyCert()).setClientAuth(clientAuth());
        options.setSslHandshakeTimeout(GuardLimits.HANDSHAKE_TIME.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        var trust = trust();
        return trust == null ? options : options.setTrustOptions(trust);
    }

    /// For a server that listens.
    ServerSSLOptions options() {
        var options = new ServerSSLOptions();
        options.setUseAlpn(true).setKeyCertOptions(keyCert()).setClientAuth(clientAuth());
        options.setSslHandshakeTimeout(GuardLimits.HANDSHAKE_TIME.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        var trust = trust();
        return trust == null ? options : options.setTrustOptions(trust);
    }

    /// Never the key.
    @Override
    public String toString() {
        return "ServerTls[client CA: " + (clientCa == null ? "no" : "yes") + "]";
    }
}
