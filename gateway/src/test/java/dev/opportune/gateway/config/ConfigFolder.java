package dev.opportune.gateway.config;

import dev.opportune.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A folder with every file that [ConfigFileTest#FULL] names, in which configurations are read.
final class ConfigFolder {

    private final Path folder;

    ConfigFolder(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectory(folder.resolve("templates"));
        for (String name : List.of(
                "cert.pem",
                "key.pem",
                "policy.yaml",
                "callers.yaml",
                "key.p8",
                "ca.pem",
                "sa.json",
                "erasure.key",
                "headers",
                "engagement.yaml")) {
            Files.createFile(folder.resolve(name));
        }
        Files.writeString(folder.resolve("password"), "hush\n");
    }

    GatewayConfig good(String yaml) {
        return good(yaml, Map.of(), List.of());
    }

    GatewayConfig good(String yaml, Map<String, String> environment, List<String> flags) {
        return switch (load(yaml, environment, flags)) {
            case Loaded.Good<GatewayConfig>(var config) -> config;
            case Loaded.Bad<GatewayConfig>(var problems) -> throw new AssertionError(problems);
        };
    }

    List<String> bad(String yaml, Map<String, String> environment, List<String> flags) {
        return switch (load(yaml, environment, flags)) {
            case Loaded.Good<GatewayConfig>(var config) -> throw new AssertionError(config);
            case Loaded.Bad<GatewayConfig>(var problems) ->
                problems.stream().map(Problem::toString).toList();
        };
    }

    Loaded<GatewayConfig> load(String yaml, Map<String, String> environment, List<String> flags) {
        try {
            return ConfigFile.load(Files.writeString(folder.resolve("gateway.yaml"), yaml), environment, flags);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
