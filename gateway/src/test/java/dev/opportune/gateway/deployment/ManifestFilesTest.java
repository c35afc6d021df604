package dev.opportune.gateway.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each file under `k8s/` by itself.
class ManifestFilesTest {

    private static final Set<String> KUSTOMIZE = Set.of("Kustomization", "Component");

    @ParameterizedTest
    @MethodSource("manifests")
    void a_manifest_has_only_kinds_and_fields_that_kubernetes_knows(Path file) throws IOException {
        assertThat(Manifests.parse(Files.readString(Cluster.K8S.resolve(file)))).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void a_manifest_is_named_by_the_kustomization_beside_it(Path file) throws IOException {
        var kustomization = Kustomization.of(Cluster.K8S.resolve(file).getParent());

        assertThat(kustomization.names()).contains(file.getFileName().toString());
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void a_kustomization_names_what_is_there(Path file) throws IOException {
        var folder = Cluster.K8S.resolve(file).getParent();

        assertThat(Kustomization.of(folder).names())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(folder.resolve(name)).exists());
    }

    @Test
    void a_field_that_kubernetes_does_not_know_is_refused() {
        assertThatThrownBy(() -> Manifests.parse("{apiVersion: v1, kind: Service, spec: {prots: []}}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("prots");
    }

    @Test
    void a_secret_is_refused() {
        assertThatThrownBy(() -> Manifests.parse("{apiVersion: v1, kind: Secret}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("v1 Secret");
    }

    static List<Path> manifests() throws IOException {
        return yamlFiles(false);
    }

    static List<Path> kustomizations() throws IOException {
        return yamlFiles(true);
    }

    /// YAML files with a kind, from `k8s/`; others are the program's own, such as its policy.
    private static List<Path> yamlFiles(boolean kustomizations) throws IOException {
        try (Stream<Path> files = Files.walk(Cluster.K8S)) {
            var chosen = new ArrayList<Path>();
            for (var file : files.filter(it -> it.toString().endsWith(".yaml")).toList()) {
                String kind = Manifests.documents(Files.readString(file))
                        .getFirst()
                        .path("kind")
                        .asText();
                if (!kind.isEmpty() && KUSTOMIZE.contains(kind) == kustomizations) {
                    chosen.add(Cluster.K8S.relativize(file));
                }
            }
            return chosen;
        }
    }
}
