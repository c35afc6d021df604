package dev.opportune.gateway.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What a pod may do to its node, and how it is started, rolled and ended.
@ParameterizedClass
@MethodSource("dev.opportune.gateway.deployment.Cluster#all")
class WorkloadsTest {

    @Parameter
    private Cluster cluster;

    /// Kubernetes, "Pod Security Standards", Restricted; and more: no service account's token, nothing to write on.
    @Test
    void every_pod_is_restricted() {
        assertThat(pods()).isNotEmpty().allSatisfy(WorkloadsTest::isRestricted);
    }

    static void isRestricted(PodSpec pod) {
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getContainers()).allSatisfy(container -> {
            var security = container.getSecurityContext();
            assertThat(security.getAllowPrivilegeEscalation()).isFalse();
            assertThat(security.getReadOnlyRootFilesystem()).isTrue();
            assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(security.getCapabilities().getAdd()).isEmpty();
            assertThat(container.getResources().getLimits()).containsKey("memory");
        });
    }

    private List<PodSpec> pods() {
        return Stream.concat(
                        cluster.all(Deployment.class).stream()
                                .map(it -> it.getSpec().getTemplate()),
                        cluster.all(StatefulSet.class).stream()
                                .map(it -> it.getSpec().getTemplate()))
                .map(PodTemplateSpec::getSpec)
                .toList();
    }

    @Test
    void the_gateway_is_its_own_service_account() {
        String name = gateway().getServiceAccountName();

        assertThat(cluster.one(ServiceAccount.class, name).getAutomountServiceAccountToken())
                .isFalse();
    }

    @Test
    void the_gateway_is_the_user_that_the_image_names() throws IOException {
        var security = gateway().getSecurityContext();

        assertThat(Dockerfile.read().words("USER")).isEqualTo(security.getRunAsUser() + ":" + security.getRunAsGroup());
    }

    @Test
    void a_selector_selects_the_gateway() {
        var spec = cluster.gateway().getSpec();
        var labels = spec.getTemplate().getMetadata().getLabels();

        assertThat(labels).containsAllEntriesOf(spec.getSelector().getMatchLabels());
        assertThat(cluster.one(PodDisruptionBudget.class, "opportune")
                        .getSpec()
                        .getSelector()
                        .getMatchLabels())
                .isEqualTo(spec.getSelector().getMatchLabels());
        assertThat(gateway().getTopologySpreadConstraints())
                .isNotEmpty()
                .allSatisfy(it -> assertThat(labels)
                        .containsAllEntriesOf(it.getLabelSelector().getMatchLabels()));
    }

    @Test
    void a_roll_takes_no_pod_before_the_next_one_serves() {
        var rolling = cluster.gateway().getSpec().getStrategy().getRollingUpdate();

        assertThat(rolling.getMaxUnavailable().getIntVal()).isZero();
        assertThat(rolling.getMaxSurge().getIntVal()).isPositive();
    }

    private PodSpec gateway() {
        return cluster.gateway().getSpec().getTemplate().getSpec();
    }

    @Test
    void a_gateway_may_take_as_long_to_start_as_it_gives_itself() throws ReflectiveOperationException {
        var startup = gateway().getContainers().getFirst().getStartupProbe();

        assertThat(startup.getPeriodSeconds().longValue() * startup.getFailureThreshold())
                .isGreaterThan(seconds("START_SECONDS"));
    }

    /// The program's own bound, which nobody else needs to see.
    private static long seconds(String name) throws ReflectiveOperationException {
        var bound = Class.forName("dev.opportune.gateway.Serving").getDeclaredField(name);
        bound.setAccessible(true);
        return bound.getLong(null);
    }
}
