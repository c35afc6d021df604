package dev.opportune.gateway.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.Main;
import dev.opportune.gateway.config.AppConfig;
import dev.opportune.gateway.config.EngagementConfig;
import dev.opportune.gateway.config.GatewayConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// The pod's arguments, files and environment, read by the program itself.
@ParameterizedClass
@MethodSource("dev.opportune.gateway.deployment.Cluster#all")
class PodConfigurationTest {

    @Parameter
    private Cluster cluster;

    @TempDir
    private Path root;

    private GatewayPod pod;

    @BeforeEach
    void mount() throws IOException {
        pod = new GatewayPod(cluster, root);
    }

    @Test
    void the_program_takes_the_arguments() {
        var arguments = Main.commandLine()
                .parseArgs(pod.arguments().toArray(String[]::new))
                .subcommand();

        assertThat(arguments.commandSpec().name()).isEqualTo("serve");
        assertThat(pod.container().getCommand()).isEmpty();
    }

    /// It tells callers to go elsewhere by itself, from SIGTERM on: a pause before that would only be longer.
    @Test
    void a_gateway_may_take_as_long_to_stop_as_it_gives_itself() {
        var shutdown = pod.config().shutdown();

        assertThat(Duration.ofSeconds(pod.spec().getTerminationGracePeriodSeconds()))
                .isGreaterThan(shutdown.timeout());
        assertThat(pod.container().getLifecycle()).isNull();
        assertThat(shutdown.grace())
                .as("longer than it takes until nobody routes new requests to a pod that ends")
                .isGreaterThanOrEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void check_finds_nothing_wrong_with_what_is_mounted() {
        var err = new StringWriter();
        var arguments = new ArrayList<>(pod.arguments());
        arguments.set(0, "check");

        int status = Main.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));

        assertThat(err.toString()).isEmpty();
        assertThat(status).isZero();
    }

    @Test
    void callers_need_keys() {
        assertThat(pod.config().refusalToServe(false)).isEmpty();
    }

    @Test
    void no_file_is_mounted_that_the_configuration_does_not_name() {
        var configuration = pod.inside("/etc/opportune/gateway.yaml");

        assertThat(pod.files())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(Stream.of(configuration), named(pod.config()))
                        .toList());
    }

    private static Stream<Path> named(GatewayConfig config) {
        var apps = config.apps().stream().map(app -> switch (app) {
            case AppConfig.Apns(var settings) -> settings.keyFile();
            case AppConfig.Fcm(var settings) -> settings.serviceAccountFile();
        });
        var others = Stream.of(
                config.policyFile(), config.callersFile(), config.redis().passwordFile());
        var keys = Stream.ofNullable(config.engagement()).map(EngagementConfig::keysFile);
        return Stream.of(others, apps, keys).flatMap(it -> it);
    }

    @Test
    void operators_are_served_outside_the_pod() throws IOException {
        assertThat(InetAddress.getByName(pod.config().admin().host()).isAnyLocalAddress())
                .isTrue();
    }

    @Test
    void there_is_a_lane_for_each_processor_that_is_asked_for() {
        int lanes = pod.config().lanes();

        assertThat(pod.container().getResources().getRequests().get("cpu").getNumericalAmount())
                .isEqualByComparingTo(String.valueOf(lanes));
        assertThat(pod.environment()).containsEntry("JDK_JAVA_OPTIONS", "-XX:ActiveProcessorCount=" + lanes);
    }

    @Test
    void memory_that_is_asked_for_is_all_that_is_given() {
        var resources = pod.container().getResources();

        assertThat(resources.getLimits())
                .containsEntry("memory", resources.getRequests().get("memory"));
    }
}
