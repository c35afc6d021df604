package dev.opportune.connectors.wire;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Who issued the certificate that an endpoint shows: of one that is not trusted the libraries say that alone, and its
/// issuer tells an operator which box on the way intercepts TLS. Trusts nobody and sends nothing.
final class PeerIssuer {

    private static final int TIMEOUT_MS = 5_000;

    /// A name that somebody else chose.
    private static final int LONGEST = 200;

    private PeerIssuer() {}

    /// Null when it shows none. Blocks for up to twice [#TIMEOUT_MS].
    static @Nullable String of(Endpoint endpoint, Egress egress) {
        var issuer = new AtomicReference<@Nullable String>();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Onlooker(issuer)}, null);
            var connection = (HttpsURLConnection)
                    egress.open(URI.create("https://" + endpoint + "/").toURL());
            connection.setSSLSocketFactory(context.getSocketFactory());
            connection.setConnectTimeout(TIMEOUT_MS);
            connection.setReadTimeout(TIMEOUT_MS);
            connection.connect();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException expected) {
            // Whatever it ends with, the certificate was seen by then, or there is none to see.
        }
        return issuer.get();
    }

    private record Onlooker(AtomicReference<@Nullable String> issuer) implements X509TrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            String name = chain[0].getIssuerX500Principal().getName();
            issuer.set(name.length() <= LONGEST ? name : name.substring(0, LONGEST));
            throw new CertificateException("seen");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("no clients here");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
