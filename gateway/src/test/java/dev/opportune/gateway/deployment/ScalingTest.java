package dev.opportune.gateway.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// How many gateways there are, and who says so.
@ParameterizedClass
@MethodSource("dev.opportune.gateway.deployment.Cluster#all")
class ScalingTest {

    @Parameter
    private Cluster cluster;

    /// Kubernetes applies a number that stands in a manifest each time that anything in it changes.
    @Test
    void the_number_of_gateways_is_said_by_one_alone() {
        var replicas = cluster.gateway().getSpec().getReplicas();

        if (autoscalers().isEmpty()) assertThat(replicas).isPositive();
        else assertThat(replicas).isNull();
    }

    @Test
    void an_autoscaler_looks_at_the_gateways_of_this_deployment() {
        for (var autoscaler : autoscalers()) {
            assertThat(autoscaler.getScaleTargetRef().getKind()).isEqualTo("Deployment");
            assertThat(autoscaler.getScaleTargetRef().getName())
                    .isEqualTo(cluster.gateway().getMetadata().getName());
            var container = cluster.gateway()
                    .getSpec()
                    .getTemplate()
                    .getSpec()
                    .getContainers()
                    .getFirst();
            var cpu = autoscaler.getMetrics().getFirst().getContainerResource();
            assertThat(cpu.getContainer()).isEqualTo(container.getName());
            assertThat(container.getResources().getRequests()).containsKey(cpu.getName());
        }
    }

    /// Or pods would end while what ended before them is still looking for its lanes.
    @Test
    void one_gateway_goes_at_a_time_and_has_ended_before_the_next_one_goes() {
        for (var autoscaler : autoscalers()) {
            var down = autoscaler.getBehavior().getScaleDown();
            var pod = cluster.gateway().getSpec().getTemplate().getSpec();

            assertThat(down.getPolicies()).singleElement().satisfies(it -> {
                assertThat(it.getType()).isEqualTo("Pods");
                assertThat(it.getValue()).isOne();
                assertThat(it.getPeriodSeconds().longValue())
                        .isGreaterThanOrEqualTo(2 * pod.getTerminationGracePeriodSeconds());
            });
            assertThat(down.getStabilizationWindowSeconds())
                    .as("longer than a campaign that comes by the half hour")
                    .isGreaterThanOrEqualTo(1800);
        }
    }

    @Test
    void a_drained_node_leaves_most_gateways() {
        var budget = cluster.one(PodDisruptionBudget.class, "opportune").getSpec();
        int unavailable = budget.getMaxUnavailable().getIntVal();

        assertThat(unavailable).isOne();
        assertThat(budget.getUnhealthyPodEvictionPolicy())
                .as("a gateway that does not become ready keeps no node")
                .isEqualTo("AlwaysAllow");
        for (var autoscaler : autoscalers()) {
            assertThat(autoscaler.getMinReplicas()).isGreaterThan(2 * unavailable);
            assertThat(autoscaler.getMaxReplicas()).isGreaterThan(autoscaler.getMinReplicas());
        }
    }

    @Test
    void an_overlay_has_an_autoscaler() throws Exception {
        assumeTrue(Cluster.kubectl().isPresent(), "no kubectl on the PATH");

        assertThat(Cluster.all())
                .anySatisfy(
                        it -> assertThat(it.all(HorizontalPodAutoscaler.class)).isNotEmpty());
    }

    private List<HorizontalPodAutoscalerSpec> autoscalers() {
        return cluster.all(HorizontalPodAutoscaler.class).stream()
                .map(HorizontalPodAutoscaler::getSpec)
                .toList();
    }
}
