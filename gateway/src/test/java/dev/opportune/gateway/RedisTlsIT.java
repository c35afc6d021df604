package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.opportune.gateway.config.ConfigFile;
import dev.opportune.gateway.http.Authenticator;
import dev.opportune.ratelimiter.fixture.LeastPrivilege;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/// A gateway and a real Redis that speaks TLS with those alone that have a certificate, and asks for a
/// password.
class RedisTlsIT {

    private static final String TLS = "redis.tls.ca_file=redis-ca.pem";
    private static final List<String> CERTIFICATE =
            List.of(TLS, "redis.tls.cert_file=client.pem", "redis.tls.key_file=client-key.pem");

    @TempDir
    private static Path folder;

    private static RedisServer redis;
    private static int plainPort;
    private static String config;

    @BeforeAll
    static void start() throws Exception {
        var ca = ServingFixture.ca("redis");
        write("redis-ca.pem", ca.getCertificatePEM());
        write("other-ca.pem", ServingFixture.ca("redis").getCertificatePEM());
        write("server", ServingFixture.of(ca, "localhost"));
        write("client", ServingFixture.of(ca, "gateway"));
        plainPort = ServingFixture.freePort();
        int tlsPort = ServingFixture.freePort();
        redis = tls(RedisServer.newRedisServer(), plainPort, tlsPort).build();
        redis.start();
        write("policy.yaml", ServingFixture.POLICY);
        write("password", "a-password\n");
        config = """
                http: {port: 0, host: 127.0.0.1}
                admin: {port: 0}
                redis: {uri: "rediss://localhost:%d", username: opportune, password_file: password, durability: memory}
                lanes: 1
                policy_file: policy.yaml
                """.formatted(tlsPort);
        write("gateway.yaml", config);
    }

    private static RedisServerBuilder tls(RedisServerBuilder server, int plainPort, int tlsPort) throws IOException {
        return server.port(plainPort)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .setting(LeastPrivilege.line(RedisFixture.Server.EMBEDDED))
                .setting("tls-port " + tlsPort)
                .setting("tls-cert-file " + folder.resolve("server.pem"))
                .setting("tls-key-file " + folder.resolve("server-key.pem"))
                .setting("tls-ca-cert-file " + folder.resolve("redis-ca.pem"))
                .setting("tls-auth-clients yes");
    }

    private static void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static void write(String name, X509Bundle made) throws IOException {
        write(name + ".pem", made.getCertificatePathPEM());
        write(name + "-key.pem", made.getPrivateKeyPEM());
    }

    @AfterAll
    static void stop() throws IOException {
        redis.stop();
    }

    @Test
    void a_gateway_that_shows_its_certificate_and_trusts_the_servers_is_served_and_takes_a_new_password()
            throws Exception {
        try (var gateway = serve(CERTIFICATE)) {
            assertThat(status(gateway)).isEqualTo(404);

            write("password", "another\n");
            gateway.lookAtFiles();
            assertThat(redis("ACL SETUSER opportune resetpass >another")).startsWith("+OK");
            assertThat(redis("CLIENT KILL USER opportune")).startsWith(":");
            await().until(() -> status(gateway) == 404);
            assertThat(redis("ACL LOG")).as("nobody came with the old one").startsWith("*0");
        } finally {
            write("password", "a-password\n");
            assertThat(redis("ACL SETUSER opportune resetpass >a-password")).startsWith("+OK");
        }
    }

    @Test
    void without_a_certificate_or_with_another_ca_there_is_no_connection_and_the_reason_is_plain() {
        assertThatThrownBy(() -> serve(List.of(TLS)))
                .hasMessageContaining("does not answer: it is not reachable by TLS: (certificate_required)");
        assertThatThrownBy(() -> serve(List.of("redis.tls.ca_file=other-ca.pem")))
                .hasMessageContaining(
                        "does not answer: it is not reachable by TLS: whoever signed its certificate is not"
                                + " trusted (expected: redis.tls.ca_file, or one of this machine's CAs)");
    }

    /// It calls itself by no name yet, so the one that it was found by is checked.
    @Test
    void a_cluster_is_spoken_to_by_the_ports_that_it_has_for_tls() throws Exception {
        int plain = clusterPort();
        int tls = clusterPort();
        var node = tls(RedisServer.newRedisServer(), plain, tls)
                .setting("cluster-enabled yes")
                .setting("cluster-config-file " + folder.resolve("nodes.conf"))
                .setting("tls-cluster yes")
                .build();
        node.start();
        write("gateway.yaml", config.replaceFirst("uri: \"[^\"]*\"", "uris: [\"rediss://localhost:" + tls + "\"]"));
        try {
            for (int from = 0; from < 16384; from += 4096) {
                var slots = IntStream.range(from, from + 4096).mapToObj(Integer::toString);
                assertThat(redis(plain, slots.collect(Collectors.joining(" ", "CLUSTER ADDSLOTS ", ""))))
                        .startsWith("+OK");
            }
            await().until(() -> redis(plain, "CLUSTER INFO").contains("cluster_state:ok"));
            try (var gateway = serve(CERTIFICATE)) {
                assertThat(status(gateway)).isEqualTo(404);
            }
        } finally {
            node.stop();
            write("gateway.yaml", config);
        }
    }

    /// With that of the cluster's bus, which is 10,000 above.
    private static int clusterPort() {
        return ThreadLocalRandom.current().nextInt(12_000, 22_000);
    }

    private static Serving serve(List<String> flags) throws Exception {
        var files = OperatorFiles.read(ConfigFile.load(folder.resolve("gateway.yaml"), Map.of(), flags));
        return Serving.start(files.config(), new Serving.Rules(Authenticator.insecure(), files, "127.0.0.1", true));
    }

    private static int status(Serving gateway) throws Exception {
        return ServingFixture.get(gateway.port(), "/v1/users/nobody").statusCode();
    }

    private static String redis(String command) throws IOException {
        return redis(plainPort, command);
    }

    private static String redis(int port, String command) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
