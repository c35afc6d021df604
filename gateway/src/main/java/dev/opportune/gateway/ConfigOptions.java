package dev.opportune.gateway;

import dev.opportune.gateway.config.ConfigFile;
import dev.opportune.gateway.config.GatewayConfig;
import dev.opportune.gateway.config.Loaded;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/// The options of every subcommand that has a configuration.
final class ConfigOptions {

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The configuration, YAML. Environment variables such as OPPORTUNE_HTTP_PORT speak after it.")
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Speaks last, for example --set http.port=8081. May be given many times.")
    private List<String> flags = List.of();

    Path file() {
        return file;
    }

    Loaded<GatewayConfig> load() {
        return ConfigFile.load(file, System.getenv(), flags);
    }
}
