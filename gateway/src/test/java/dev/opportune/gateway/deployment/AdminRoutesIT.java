package dev.opportune.gateway.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.contract.CheckingHttpClient;
import dev.opportune.gateway.http.GatewayServer;
import dev.opportune.gateway.http.Listening;
import dev.opportune.gateway.http.admin.AdminRouter;
import dev.opportune.gateway.http.admin.Readiness;
import io.fabric8.openshift.api.model.monitoring.v1.Endpoint;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What kubelet and Prometheus ask for, asked of the real admin port.
class AdminRoutesIT {

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = CheckingHttpClient.ofOperators(HttpClient.newHttpClient());
    private int port;

    @BeforeEach
    void start() {
        var router = new AdminRouter(
                vertx, new Readiness(() -> false, List.of()), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        port = GatewayServer.listen(vertx, Listening.on("127.0.0.1", 0), router)
                .await()
                .port();
    }

    @AfterEach
    void stop() {
        client.close();
        vertx.close().await();
    }

    @ParameterizedTest
    @MethodSource("paths")
    void the_admin_port_answers(String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();

        assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
    }

    static Stream<String> paths() throws IOException, InterruptedException {
        return Cluster.all().stream().flatMap(AdminRoutesIT::paths).distinct();
    }

    private static Stream<String> paths(Cluster cluster) {
        var container = cluster.gateway()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
        var probes = Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())
                .map(it -> it.getHttpGet().getPath());
        var scrapes = cluster.all(ServiceMonitor.class).stream()
                .flatMap(it -> it.getSpec().getEndpoints().stream())
                .map(Endpoint::getPath);
        return Stream.concat(probes, scrapes);
    }
}
