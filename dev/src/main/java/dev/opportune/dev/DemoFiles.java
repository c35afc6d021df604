package dev.opportune.dev;

import dev.opportune.simulator.Simulator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;

/// What an operator would write, in a temporary folder: configuration, policy, a template and the simulators'
/// credentials.
///
/// @param config the configuration, as `serve` would read it
record DemoFiles(Path folder, Path config) implements AutoCloseable {

    private static final int SECRET_BYTES = 32;

    /// Writes them for this simulator and these ports.
    ///
    /// @param redis where it is, as the configuration says it
    static DemoFiles write(Simulator simulator, DevPorts ports, String redis) throws IOException {
        var folder = Files.createTempDirectory("opportune-dev-");
        var credentials = simulator.writeCredentials(folder);
        copy("policy.yaml", folder);
        Files.createDirectory(folder.resolve("templates"));
        copy("templates/rain-hour.yaml", folder);
        Files.writeString(folder.resolve("engagement.yaml"), "keys: [{id: 1, secret: " + secret() + "}]\n");
        var apps = Files.readString(credentials.apps());
        var config = Files.writeString(
                folder.resolve("gateway.yaml"),
                String.format(Locale.ROOT, """
                http: {port: %d}
                admin: {port: %d}
                ingest: {port: %d}
                engagement: {keys_file: engagement.yaml, conversions: [purchase]}
                redis: {%s, durability: memory}
                policy_file: policy.yaml
                templates_dir: templates
                shutdown: {grace: PT0S}
                %s
                """, ports.gateway(), ports.admin(), ports.ingest(), redis, apps));
        return new DemoFiles(folder, config);
    }

    private static void copy(String name, Path folder) throws IOException {
        try (InputStream file = Objects.requireNonNull(DemoFiles.class.getResourceAsStream("/dev/" + name))) {
            Files.copy(file, folder.resolve(name));
        }
    }

    private static String secret() {
        var secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
