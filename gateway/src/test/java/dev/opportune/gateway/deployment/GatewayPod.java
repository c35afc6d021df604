package dev.opportune.gateway.deployment;

import dev.opportune.gateway.config.ConfigFile;
import dev.opportune.gateway.config.GatewayConfig;
import dev.opportune.gateway.config.Loaded;
import dev.opportune.simulator.credentials.CredentialFiles;
import dev.opportune.simulator.credentials.Credentials;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The gateway's pod as the kubelet would start it, with what it mounts laid out in a folder of this machine.
final class GatewayPod {

    /// Stands for a secret whose value is nobody's here, and for the callers file.
    private static final String SECRET = """
            callers:
            - name: shop
              key_sha256: 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
              scopes: [sends:write]
            """;

    private static final CredentialFiles MADE = made();

    private final Cluster cluster;
    private final PodSpec spec;
    private final Container container;
    private final Path root;
    private final Set<Path> files = new TreeSet<>();

    /// @param root stands for the container's root folder
    GatewayPod(Cluster cluster, Path root) throws IOException {
        this.cluster = cluster;
        this.spec = cluster.gateway().getSpec().getTemplate().getSpec();
        this.container = spec.getContainers().getFirst();
        this.root = root;
        for (var mount : container.getVolumeMounts()) mount(mount);
    }

    private void mount(VolumeMount mount) throws IOException {
        var folder = inside(mount.getMountPath());
        var volume = volume(mount.getName());
        Files.createDirectories(folder);
        if (volume.getSecret() != null) {
            for (var item : volume.getSecret().getItems()) write(item, folder, secret(item.getPath()));
        }
        if (volume.getProjected() == null) return;
        for (var source : volume.getProjected().getSources()) project(source, folder);
    }

    private Volume volume(String name) {
        return spec.getVolumes().stream()
                .filter(it -> it.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no volume " + name));
    }

    private void project(VolumeProjection source, Path folder) throws IOException {
        if (source.getSecret() != null) {
            for (var item : source.getSecret().getItems()) write(item, folder, secret(item.getPath()));
        }
        if (source.getConfigMap() != null) {
            var map = cluster.one(ConfigMap.class, source.getConfigMap().getName());
            for (var item : source.getConfigMap().getItems()) {
                write(item, folder, map.getData().get(item.getKey()));
            }
        }
    }

    /// Credentials of the form that `check` looks for.
    private static String secret(String path) throws IOException {
        if (path.endsWith("engagement.yaml")) return "keys: [{id: 1, secret: " + "A".repeat(43) + "}]";
        if (path.endsWith(".p8")) return Files.readString(MADE.apnsKey());
        return path.endsWith(".json") ? Files.readString(MADE.serviceAccount()) : SECRET;
    }

    private static CredentialFiles made() {
        try {
            var folder = Files.createTempDirectory("opportune-pod");
            folder.toFile().deleteOnExit();
            var files = CredentialFiles.write(
                    folder, Credentials.make("shop"), new CredentialFiles.Endpoints(1, 2, "com.example.shop"));
            for (var file : List.of(files.ca(), files.apnsKey(), files.serviceAccount(), files.apps())) {
                file.toFile().deleteOnExit();
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(KeyToPath item, Path folder, String text) throws IOException {
        if (text == null) throw new AssertionError("no " + item.getKey() + " in its ConfigMap");
        files.add(Files.writeString(folder.resolve(item.getPath()), text));
    }

    /// Where a path of the container is on this machine.
    Path inside(String path) {
        return root.resolve(Path.of("/").relativize(Path.of(path)));
    }

    /// What the program's arguments are, with the container's paths turned into this machine's.
    List<String> arguments() {
        return container.getArgs().stream()
                .map(it -> it.startsWith("/") ? inside(it).toString() : it)
                .toList();
    }

    /// What the configuration is when the program reads it: by its own reader, from the mounted files and environment.
    GatewayConfig config() {
        int option = container.getArgs().indexOf("--config");
        return switch (ConfigFile.load(Path.of(arguments().get(option + 1)), environment(), List.of())) {
            case Loaded.Good<GatewayConfig>(var config) -> config;
            case Loaded.Bad<GatewayConfig>(var problems) -> throw new AssertionError(cluster + ": " + problems);
        };
    }

    /// The container's environment; `$(NAME)` stands for a variable before it.
    Map<String, String> environment() {
        var environment = new LinkedHashMap<String, String>();
        for (var variable : container.getEnv()) {
            String value = value(variable);
            for (var known : environment.entrySet()) {
                value = value.replace("$(" + known.getKey() + ")", known.getValue());
            }
            environment.put(variable.getName(), value);
        }
        return environment;
    }

    private String value(EnvVar variable) {
        if (variable.getValue() != null) return variable.getValue();
        var field = variable.getValueFrom().getResourceFieldRef();
        if (!field.getResource().equals("requests.cpu")) throw new AssertionError("not known here: " + field);
        return container
                .getResources()
                .getRequests()
                .get("cpu")
                .getNumericalAmount()
                .divide(field.getDivisor().getNumericalAmount(), 0, RoundingMode.CEILING)
                .toPlainString();
    }

    /// The number that a manifest means by the name of a port.
    int port(IntOrString nameOrNumber) {
        if (nameOrNumber.getIntVal() != null) return nameOrNumber.getIntVal();
        return container.getPorts().stream()
                .filter(it -> it.getName().equals(nameOrNumber.getStrVal()))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no port " + nameOrNumber.getStrVal()));
    }

    PodSpec spec() {
        return spec;
    }

    Container container() {
        return container;
    }

    /// Every file that is mounted.
    Set<Path> files() {
        return files;
    }
}
