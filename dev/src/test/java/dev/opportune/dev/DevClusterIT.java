package dev.opportune.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.gateway.Serving;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway over the cluster that `dev --cluster` starts.
class DevClusterIT {

    private static final int USERS = 60;

    @TempDir
    private Path folder;

    private int port;
    private int adminPort;

    @Test
    void a_node_that_is_gone_takes_its_own_users_away_and_the_gateway_stays_ready_and_says_which() throws Exception {
        port = freePort();
        adminPort = freePort();
        try (var cluster = EmbeddedCluster.start(EmbeddedCluster.freePort());
                var _ = serving(cluster)) {
            assertThat(readiness().body()).contains("\"status\":\"ready\"").contains("\"redis partitions\":\"ok\"");
            for (int i = 0; i < USERS; i++) assertThat(statusOf("u" + i)).isEqualTo(404);
            assertThat(metrics()).contains("opportune_redis_connected_lanes{node=\"127.0.0.1:");

            cluster.nodes().getLast().close();
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                var readiness = readiness();
                assertThat(readiness.statusCode()).isEqualTo(200);
                assertThat(readiness.body())
                        .contains("\"status\":\"degraded\"", "\"redis\":\"ok\"")
                        .containsPattern(
                                "\\d+ of 256 partitions are not served: 127\\.0\\.0\\.1:\\d+ is not reachable");
            });
            var statuses = new HashSet<Integer>();
            for (int i = 0; i < USERS; i++) statuses.add(statusOf("u" + i));
            assertThat(statuses).containsExactlyInAnyOrder(404, 503);

            for (var node : cluster.nodes()) node.close();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(readiness().statusCode()).isEqualTo(503));
        }
    }

    private Serving serving(EmbeddedCluster cluster) throws Exception {
        Files.writeString(
                folder.resolve("policy.yaml"),
                "{version: '1', categories: {news: {class: promotional, consent: none}}}");
        return Serving.onLoopback(
                Files.writeString(folder.resolve("gateway.yaml"), """
                http: {port: %d}
                admin: {port: %d}
                redis: {uris: [%s], durability: memory}
                lanes: 2
                policy_file: policy.yaml
                """.formatted(port, adminPort, cluster.uris())));
    }

    private int statusOf(String user) throws Exception {
        return get(port, "/v1/users/" + user).statusCode();
    }

    private HttpResponse<String> readiness() throws Exception {
        return get(adminPort, "/readyz");
    }

    private String metrics() throws Exception {
        return get(adminPort, "/metrics").body();
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
