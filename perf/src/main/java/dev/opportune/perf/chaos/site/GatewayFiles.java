package dev.opportune.perf.chaos.site;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What a gateway reads when it starts.
final class GatewayFiles {

    private GatewayFiles() {}

    static void write(Place place, Path folder, int port, int adminPort, String redis, String key) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("callers.yaml"), """
                callers:
                  - {name: chaos, key_sha256: %s, scopes: [sends:write, sends:read, users:write, users:read, events:read]}
                """.formatted(sha256(key)));
        Files.writeString(folder.resolve("gateway.yaml"), """
                http: {host: 127.0.0.1, port: %d}
                admin: {port: %d}
                redis: {%s}
                lanes: 2
                lease: %7$s
                policy_file: %s
                callers_file: callers.yaml
                idempotency: {retention: %5$s}
                receipts: {retention: %5$s}
                events: {retention: %5$s}
                %6$s""".formatted(
                        port,
                        adminPort,
                        redis,
                        place.root().resolve("perf/chaos.yaml"),
                        place.retention(),
                        Files.readString(place.simulators().resolve("apps.yaml")),
                        place.lease()));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
