package dev.opportune.connectors.fcm;

import dev.opportune.connectors.wire.CaFile;
import dev.opportune.connectors.wire.Proxy;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a connection to FCM is made: HTTP/2 over TLS to a server whose certificate was verified.
final class FcmTls {

    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private FcmTls() {}

    static HttpClientOptions client(FcmSettings settings) {
        var options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSsl(true)
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2))
                .setVerifyHost(true)
                .setConnectTimeout((int) settings.bounds().connectTimeout().toMillis())
                .setHttp2KeepAliveTimeout(0);
        if (OpenSSLEngineOptions.isAvailable() && OpenSSLEngineOptions.isAlpnAvailable()) {
            options.setSslEngineOptions(new OpenSSLEngineOptions());
        }
        return options;
    }

    /// @param ca what to trust instead of the JVM's own certificates
    static HttpConnectOptions connection(FcmSettings settings, @Nullable CaFile ca) {
        var address = settings.address();
        var options = new HttpConnectOptions()
                .setHost(address.host())
                .setPort(address.port())
                .setSsl(true);
        var proxy = settings.egress().proxyTo(address);
        if (proxy != null) options.setProxyOptions(tunnel(proxy));
        if (ca != null) {
            options.setSslOptions(new ClientSSLOptions()
                    .setUseAlpn(true)
                    .setHostnameVerificationAlgorithm("HTTPS")
                    .setTrustOptions(trust(ca.certificates())));
        }
        return options;
    }

    private static ProxyOptions tunnel(Proxy proxy) {
        var options = new ProxyOptions()
                .setType(ProxyType.HTTP)
                .setHost(proxy.endpoint().host())
                .setPort(proxy.endpoint().port());
        var login = proxy.login();
        return login == null ? options : options.setUsername(login.username()).setPassword(login.password());
    }

    /// As they were read, since the file may be another by now.
    private static PemTrustOptions trust(List<X509Certificate> certificates) {
        var options = new PemTrustOptions();
        for (X509Certificate certificate : certificates) options.addCertValue(Buffer.buffer(pem(certificate)));
        return options;
    }

    private static String pem(X509Certificate certificate) {
        try {
            var base64 = new String(BASE64.encode(certificate.getEncoded()), StandardCharsets.US_ASCII);
            return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was decoded can be encoded", e);
        }
    }
}
