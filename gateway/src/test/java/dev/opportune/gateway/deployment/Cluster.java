package dev.opportune.gateway.deployment;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All manifests that one folder of `k8s/` would apply.
record Cluster(String name, List<HasMetadata> manifests) {

    static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    static final Path K8S = REPOSITORY.resolve("k8s");

    static Cluster base() throws IOException {
        return assembled("base");
    }

    /// A folder put together without any tool: its resources, and a ConfigMap for each of its generators.
    static Cluster assembled(String name) throws IOException {
        var folder = K8S.resolve(name);
        var kustomization = Kustomization.of(folder);
        var manifests = new ArrayList<HasMetadata>();
        for (String file : kustomization.resources()) {
            manifests.addAll(Manifests.parse(Files.readString(folder.resolve(file))));
        }
        for (var generator : kustomization.configMapGenerator()) {
            var map = new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName(generator.name())
                    .endMetadata();
            for (String file : generator.files()) map.addToData(file, Files.readString(folder.resolve(file)));
            manifests.add(map.build());
        }
        return new Cluster(name, manifests);
    }

    /// A folder of `k8s/` as kubectl renders it.
    static Cluster rendered(Path kubectl, Path folder) throws IOException, InterruptedException {
        var process = new ProcessBuilder(kubectl.toString(), "kustomize", folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String yaml;
        try (var out = process.getInputStream()) {
            yaml = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        if (process.waitFor() != 0) throw new IOException("kubectl kustomize " + folder + " failed");
        return new Cluster(K8S.relativize(folder).toString(), Manifests.parse(yaml));
    }

    /// What the rules are held against: the base and, where there is a kubectl, all that is built on it.
    static List<Cluster> all() throws IOException, InterruptedException {
        var clusters = new ArrayList<Cluster>();
        clusters.add(base());
        var kubectl = kubectl();
        if (kubectl.isEmpty()) return clusters;
        for (var overlay : overlays()) clusters.add(rendered(kubectl.get(), overlay));
        return clusters;
    }

    static List<Path> overlays() throws IOException {
        try (var folders = Files.list(K8S.resolve("overlays"))) {
            return folders.sorted().toList();
        }
    }

    static Optional<Path> kubectl() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    <T extends HasMetadata> List<T> all(Class<T> kind) {
        return manifests.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /// The manifest of this kind and name, of which there is one.
    <T extends HasMetadata> T one(Class<T> kind, String name) {
        return all(kind).stream()
                .filter(it -> it.getMetadata().getName().equals(name))
                .reduce((_, _) -> {
                    throw new AssertionError(kind.getSimpleName() + " " + name + ": twice in " + this.name);
                })
                .orElseThrow(() -> new AssertionError(kind.getSimpleName() + " " + name + ": not in " + this.name));
    }

    Deployment gateway() {
        return one(Deployment.class, "opportune");
    }

    @Override
    public String toString() {
        return name;
    }
}
