package dev.opportune.gateway.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import org.junit.jupiter.api.Test;

/// Overlays, as kubectl renders them; without one only the base is looked at, and these say that they were skipped.
class OverlaysTest {

    @Test
    void the_rules_are_held_against_every_overlay() throws Exception {
        requireKubectl();

        assertThat(Cluster.all()).hasSize(1 + Cluster.overlays().size());
    }

    @Test
    void an_overlay_has_one_namespace_which_holds_all_that_it_applies_to_restricted_pods() throws Exception {
        requireKubectl();

        assertThat(Cluster.all())
                .filteredOn(it -> !it.name().equals("base"))
                .isNotEmpty()
                .allSatisfy(cluster -> {
                    var namespace = cluster.all(Namespace.class).getFirst().getMetadata();
                    assertThat(namespace.getLabels()).containsEntry("pod-security.kubernetes.io/enforce", "restricted");
                    assertThat(cluster.manifests())
                            .filteredOn(it -> !(it instanceof Namespace))
                            .extracting(HasMetadata::getMetadata)
                            .allSatisfy(it -> assertThat(it.getNamespace()).isEqualTo(namespace.getName()));
                });
    }

    private static void requireKubectl() {
        assumeTrue(Cluster.kubectl().isPresent(), "no kubectl on the PATH");
    }
}
