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

    /// One key of proofs for all gateways of a run.
    private static final String PROOFS = "keys: [{id: 1, secret: " + "A".repeat(43) + "}]\n";

    /// @param ingestPort where phones are served, of those that measure
    static void write(Place place, Path folder, int port, int adminPort, int ingestPort, String redis, String key)
            throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("callers.yaml"), """
                callers:
                  - {name: chaos, key_sha256: %s, scopes: [sends:write, sends:read, users:write, users:read, events:read,
                     interactions:write, reports:read]}
                  - {name: iphones, kind: ingest, app: shop-ios, key_sha256: %s, rate: {per_second: 100000}}
                  - {name: androids, kind: ingest, app: shop-android, key_sha256: %s, rate: {per_second: 100000}}
                """.formatted(
                        sha256(key), sha256(ingestKey("ios", key)), sha256(ingestKey("android", key))));
        if (place.measured()) Files.writeString(folder.resolve("engagement.yaml"), PROOFS);
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
                %8$s
                %6$s""".formatted(
                        port,
                        adminPort,
                        redis,
                        place.root().resolve(place.policy()),
                        place.retention(),
                        Files.readString(place.simulators().resolve("apps.yaml")),
                        place.lease(),
                        place.measured() ? measured(ingestPort) : ""));
    }

    private static String measured(int ingestPort) {
        return """
                ingest: {host: 127.0.0.1, port: %d}
                engagement: {keys_file: engagement.yaml, conversions: [purchase]}""".formatted(ingestPort);
    }

    /// What the phones of a run have.
    static String ingestKey(String platform, String key) {
        return platform + '-' + key;
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
