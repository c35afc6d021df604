package dev.opportune.gateway.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.gateway.config.AppConfig;
import dev.opportune.gateway.config.GatewayConfig;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Every port in the manifests, held to those that the mounted configuration makes the gateway listen on or call.
@ParameterizedClass
@MethodSource("dev.opportune.gateway.deployment.Cluster#all")
class PortsTest {

    private static final int HTTPS = 443;

    @Parameter
    private Cluster cluster;

    @TempDir
    private Path root;

    private GatewayPod pod;
    private GatewayConfig config;

    @BeforeEach
    void mount() throws IOException {
        pod = new GatewayPod(cluster, root);
        config = pod.config();
    }

    @Test
    void the_container_shows_the_ports_that_the_gateway_listens_on() {
        assertThat(pod.container().getPorts())
                .extracting(ContainerPort::getName, ContainerPort::getContainerPort)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of(
                                        tuple("http", config.http().port()),
                                        tuple("admin", config.admin().port())),
                                Stream.ofNullable(config.ingest()).map(it -> tuple("ingest", it.port())))
                        .toList());
    }

    @Test
    void probes_ask_the_admin_port() {
        var container = pod.container();

        assertThat(Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe()))
                .allSatisfy(probe -> assertThat(pod.port(probe.getHttpGet().getPort()))
                        .isEqualTo(config.admin().port()));
    }

    @Test
    void services_lead_callers_to_http_and_prometheus_to_admin() {
        assertThat(targets("opportune")).containsExactly(config.http().port());
        assertThat(targets("opportune-admin")).containsExactly(config.admin().port());
    }

    @Test
    void phones_are_led_to_ingest_and_to_nothing_else() {
        var ingest = config.ingest();
        if (ingest == null) {
            assertThat(cluster.all(Ingress.class)).isEmpty();
            return;
        }
        assertThat(targets("opportune-ingest")).containsExactly(ingest.port());
        var backend = cluster.one(Ingress.class, "opportune-ingest")
                .getSpec()
                .getRules()
                .getFirst()
                .getHttp()
                .getPaths()
                .getFirst();
        assertThat(backend.getPath()).isEqualTo("/v1/interactions");
        assertThat(backend.getPathType()).isEqualTo("Exact");
        assertThat(backend.getBackend().getService().getName()).isEqualTo("opportune-ingest");
        var rule = cluster.one(NetworkPolicy.class, "opportune-ingest")
                .getSpec()
                .getIngress()
                .getFirst();
        assertThat(rule.getPorts()).extracting(port -> pod.port(port.getPort())).containsExactly(ingest.port());
        assertThat(rule.getFrom()).isNotEmpty();
    }

    @Test
    void names_are_asked_of_the_cluster_and_of_the_nodes_own_cache() {
        var rule = cluster.one(NetworkPolicy.class, "opportune-dns")
                .getSpec()
                .getEgress()
                .getFirst();

        assertThat(rule.getPorts())
                .extracting(NetworkPolicyPort::getProtocol, it -> it.getPort().getIntVal())
                .containsExactlyInAnyOrder(tuple("UDP", 53), tuple("TCP", 53));
        assertThat(rule.getTo())
                .filteredOn(it -> it.getIpBlock() != null)
                .extracting(it -> it.getIpBlock().getCidr())
                .as("the node's own cache answers at its own address and, in iptables mode, at kube-dns'")
                .contains("169.254.20.10/32")
                .hasSize(2);
    }

    /// What an overlay may take in addition.
    @Test
    void a_way_out_that_is_taken_in_addition_is_the_gateways_own() throws IOException {
        for (var name : List.of("traces", "webhooks")) {
            var policy =
                    Cluster.assembled("egress/" + name).all(NetworkPolicy.class).getFirst();

            assertThat(policy.getSpec().getPodSelector().getMatchLabels()).isEqualTo(labels());
            assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Egress");
            assertThat(policy.getSpec().getEgress()).allSatisfy(it -> {
                assertThat(it.getTo()).isNotEmpty();
                assertThat(it.getPorts()).isNotEmpty();
            });
        }
    }

    private List<Integer> targets(String service) {
        var spec = cluster.one(Service.class, service).getSpec();
        assertThat(labels()).containsAllEntriesOf(spec.getSelector());
        return spec.getPorts().stream().map(it -> pod.port(it.getTargetPort())).toList();
    }

    @Test
    void a_service_monitor_finds_the_admin_service_by_labels_and_port_name() {
        var admin = cluster.one(Service.class, "opportune-admin");

        assertThat(cluster.all(ServiceMonitor.class)).allSatisfy(monitor -> {
            assertThat(admin.getMetadata().getLabels())
                    .containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels());
            assertThat(admin.getSpec().getPorts())
                    .extracting(ServicePort::getName)
                    .containsExactly(monitor.getSpec().getEndpoints().getFirst().getPort());
        });
    }

    @Test
    void callers_may_reach_http_and_monitoring_may_reach_admin() {
        var ingress = cluster.one(NetworkPolicy.class, "opportune").getSpec().getIngress();

        assertThat(ingress)
                .extracting(rule -> rule.getPorts().stream()
                        .map(port -> pod.port(port.getPort()))
                        .toList())
                .containsExactly(
                        List.of(config.http().port()), List.of(config.admin().port()));
        assertThat(ingress).allSatisfy(rule -> assertThat(rule.getFrom()).isNotEmpty());
    }

    @Test
    void the_gateway_may_reach_redis_the_providers_and_name_servers() {
        assertThat(cluster.all(NetworkPolicy.class))
                .allSatisfy(
                        policy -> assertThat(policy.getSpec().getPodSelector().getMatchLabels())
                                .isEqualTo(labels()));
        assertThat(allowed()).containsAll(needed().toList());
    }

    private Stream<String> needed() {
        var providers = config.apps().stream().map(app -> switch (app) {
            case AppConfig.Apns(var settings) -> port(settings.endpoint());
            case AppConfig.Fcm(var settings) -> port(settings.endpoint());
        });
        var redis = config.redis().servers().first().stream().map(it -> it.port());
        return Stream.concat(
                Stream.of("UDP 53", "TCP 53"), Stream.concat(redis, providers).map(it -> "TCP " + it));
    }

    private static int port(@Nullable Endpoint endpoint) {
        return endpoint == null ? HTTPS : endpoint.port();
    }

    private List<String> allowed() {
        return cluster.all(NetworkPolicy.class).stream()
                .flatMap(it -> it.getSpec().getEgress().stream())
                .flatMap(it -> it.getPorts().stream())
                .map(PortsTest::text)
                .toList();
    }

    private static String text(NetworkPolicyPort port) {
        return port.getProtocol() + " " + port.getPort().getIntVal();
    }

    private Map<String, String> labels() {
        return cluster.gateway().getSpec().getTemplate().getMetadata().getLabels();
    }
}
