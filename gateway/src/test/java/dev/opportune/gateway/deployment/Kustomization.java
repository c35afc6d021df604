package dev.opportune.gateway.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// What our `kustomization.yaml` files say; a field that is not here is an error, like one that kustomize does not
/// know.
record Kustomization(
        String apiVersion,
        String kind,
        String namespace,
        List<String> resources,
        List<String> components,
        List<Generator> configMapGenerator,
        GeneratorOptions generatorOptions,
        List<Map<String, String>> images,
        List<Map<String, String>> replicas,
        List<Patch> patches) {

    record Generator(String name, List<String> files) {}

    record GeneratorOptions(
            Map<String, String> labels, Map<String, String> annotations, Boolean disableNameSuffixHash) {}

    record Patch(String path) {}

    Kustomization {
        components = Objects.requireNonNullElse(components, List.of());
        resources = Objects.requireNonNullElse(resources, List.of());
        configMapGenerator = Objects.requireNonNullElse(configMapGenerator, List.of());
        patches = Objects.requireNonNullElse(patches, List.of());
    }

    static Kustomization of(Path folder) throws IOException {
        return Manifests.parse(Files.readString(folder.resolve("kustomization.yaml")), Kustomization.class);
    }

    /// Every file and folder that it names, as it names them.
    Stream<String> names() {
        return Stream.of(
                        resources.stream(),
                        components.stream(),
                        patches.stream().map(Patch::path),
                        configMapGenerator.stream().flatMap(it -> it.files().stream()))
                .flatMap(it -> it);
    }
}
