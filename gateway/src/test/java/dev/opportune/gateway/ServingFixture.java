package dev.opportune.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.opportune.gateway.config.ConfigFile;
import dev.opportune.gateway.http.Authenticator;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// A gateway as `serve` starts it, from files in a folder, with a real Redis, on free ports.
final class ServingFixture {

    static final String POLICY = "{version: '1', categories: {news: {class: promotional, consent: none}}}";
    private static final ObjectMapper JSON = new ObjectMapper();

    final Path folder;
    private final TestRedis redis;
    final Serving serving;

    /// @param http what the configuration says of `http`
    /// @param insecure whether everybody is served
    ServingFixture(Path folder, String http, boolean insecure) throws Exception {
        this.folder = folder;
        redis = TestRedis.start();
        write("policy.yaml", POLICY);
        if (!Files.exists(folder.resolve("callers.yaml"))) write("callers.yaml", caller("shop", "key"));
        write("gateway.yaml", """
                http: %s
                admin: {port: 0}
                redis: {%s, durability: memory}
                lanes: 2
                shutdown: {grace: PT0S}
                policy_file: policy.yaml
                callers_file: callers.yaml
                """.formatted(http, redis.configured()));
        serving = start(List.of(), insecure);
    }

    /// Another gateway of the same files.
    Serving start(List<String> flags, boolean insecure) throws Exception {
        var files = OperatorFiles.read(ConfigFile.load(folder.resolve("gateway.yaml"), Map.of(), flags));
        var authenticator = insecure
                ? Authenticator.insecure()
                : files.callers().orElseThrow().authenticator();
        return Serving.start(
                files.config(),
                new Serving.Rules(authenticator, files, files.config().http().host(), false));
    }

    void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /// A callers file of one.
    static String caller(String name, String... keys) throws Exception {
        var hashes = new StringBuilder();
        for (var key : keys) hashes.append(hashes.isEmpty() ? "" : ", ").append(sha256(key));
        return "callers:\n- {name: " + name + ", key_sha256: [" + hashes
                + "], certificate: checkout.internal, scopes: ['sends:read', 'users:read']}\n";
    }

    private static String sha256(String key) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII)));
    }

    /// The status of a look-up with this key.
    int statusFor(String key) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return statusFor(client, "http", Optional.of(key));
        }
    }

    int statusFor(HttpClient client, String scheme, Optional<String> key) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + serving.port() + "/v1/users/nobody"));
        key.ifPresent(it -> request.header("Authorization", "Bearer " + it));
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /// What `/readyz` says.
    JsonNode readiness() throws Exception {
        return JSON.readTree(get(serving.adminPort(), "/readyz").body());
    }

    /// Over HTTP/1.1, as probes and Prometheus ask: HTTP/2 by way of `Upgrade`, which is obsolete, breaks now and then
    /// between this client and Vert.x.
    static HttpResponse<String> get(int port, String path) throws Exception {
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    static X509Bundle ca(String name) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .setIsCertificateAuthority(true)
                .ecp256()
                .buildSelfSigned();
    }

    static X509Bundle of(X509Bundle ca, String name) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .addSanDnsName(name)
                .ecp256()
                .buildIssuedBy(ca);
    }

    /// A client that trusts a CA, and shows a certificate if it has one.
    static HttpClient client(X509Bundle trusted, Optional<X509Bundle> own) throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(
                own.isPresent() ? own.get().toKeyManagerFactory().getKeyManagers() : null,
                trusted.toTrustManagerFactory().getTrustManagers(),
                null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    void close() throws Exception {
        serving.close();
        redis.close();
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
