package dev.opportune.simulator;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A client that shares nothing with the simulator but its files: the JDK's HTTP client, trusting `ca.pem`.
public final class TestClient implements AutoCloseable {

    public static final String DEVICE_TOKEN = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";
    public static final String PAYLOAD = "{\"aps\":{\"alert\":\"hello\"},\"opportune\":{\"send_id\":\"s-1\"}}";

    private final Simulator simulator;
    private final HttpClient http;
    private final String providerToken;

    public TestClient(Simulator simulator) {
        this.simulator = simulator;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(trusting(simulator))
                .build();
        this.providerToken = providerToken(Instant.now());
    }

    /// A good push to APNs, with more headers, or others.
    public HttpResponse<String> apns(String deviceToken, Map<String, String> headers, String payload) {
        return send(apnsRequest(deviceToken, headers).POST(BodyPublishers.ofString(payload)));
    }

    public HttpResponse<String> apns(String deviceToken) {
        return apns(deviceToken, Map.of(), PAYLOAD);
    }

    public HttpRequest.Builder apnsRequest(String deviceToken, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(apnsUri("/3/device/" + deviceToken))
                .setHeader("authorization", "bearer " + providerToken)
                .setHeader("apns-topic", "com.example.shop")
                .setHeader("apns-push-type", "alert");
        headers.forEach(request::setHeader);
        return request;
    }

    public URI apnsUri(String path) {
        return URI.create("https://localhost:" + simulator.apnsPort() + path);
    }

    public String providerToken(Instant issuedAt) {
        var credentials = simulator.credentials();
        try {
            var jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID(credentials.apnsKeyId())
                            .build(),
                    new JWTClaimsSet.Builder()
                            .issuer(credentials.apnsTeamId())
                            .issueTime(Date.from(issuedAt))
                            .build());
            jwt.sign(new ECDSASigner((ECPrivateKey) credentials.apnsKey().getPrivate()));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> fcm(String accessToken, String body) {
        String path = "/v1/projects/" + simulator.credentials().projectId() + "/messages:send";
        return send(HttpRequest.newBuilder(fcmUri(path))
                .header("authorization", "Bearer " + accessToken)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    public URI fcmUri(String path) {
        return URI.create("https://localhost:" + simulator.fcmPort() + path);
    }

    /// A good assertion's claims, to be changed.
    public JWTClaimsSet.Builder assertion() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(simulator.credentials().serviceAccountEmail())
                .audience(fcmUri("/token").toString())
                .claim("scope", "https://www.googleapis.com/auth/firebase.messaging")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(3600)));
    }

    public HttpResponse<String> token(JWTClaimsSet claims, HttpClient.Version version) {
        try {
            var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
            jwt.sign(
                    new RSASSASigner(simulator.credentials().serviceAccountKey().getPrivate()));
            String form = "grant_type="
                    + URLEncoder.encode("urn:ietf:params:oauth:grant-type:jwt-bearer", StandardCharsets.UTF_8)
                    + "&assertion=" + jwt.serialize();
            return send(HttpRequest.newBuilder(fcmUri("/token"))
                    .version(version)
                    .header("content-type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(form)));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public String accessToken() {
        String body = token(assertion().build(), HttpClient.Version.HTTP_1_1).body();
        return body.replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpClient http() {
        return http;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private static SSLContext trusting(Simulator simulator) {
        try (InputStream ca = Files.newInputStream(simulator.caFile())) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(ca));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, trust.getTrustManagers(), null);
            return tls;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
