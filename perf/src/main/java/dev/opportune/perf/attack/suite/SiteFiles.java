package dev.opportune.perf.attack.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/// What a gateway reads when it starts.
final class SiteFiles {

    private static final String LIMITED = ", rate: {per_second: 20}";

    private static final String ALL = "[sends:write, sends:read, users:write, users:read, events:read]";

    private SiteFiles() {}

    /// Whether the attacker's key allows 20 requests a second, where it allows any number otherwise.
    static boolean isLimited() {
        return Boolean.getBoolean("opportune.limited");
    }

    static String callers() {
        return "callers:\n"
                + caller("good", Site.GOOD_KEY, "")
                + caller("attacker", Site.KEYS.attacker(), isLimited() ? LIMITED : "")
                + caller("limited", Site.KEYS.limited(), LIMITED)
                + caller("neighbour", Site.KEYS.neighbour(), "");
    }

    /// Every gateway has keys of its own in Redis. The credentials of its apps are its own, too: an attack may move
    /// them.
    static String configuration(Place place, Path folder, int number) throws IOException {
        try (Stream<Path> files = Files.list(place.simulators())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.write(folder.resolve(file.getFileName()), Files.readAllBytes(file));
            }
        }
        String apps = Files.readString(place.simulators().resolve("apps.yaml"));
        return """
                http: {port: 0}
                admin: {port: 0}
                redis: {uri: "redis://127.0.0.1:%d", durability: aof, prefix: "a%d:"}
                policy_file: %s
                callers_file: callers.yaml
                %s""".formatted(
                        place.redisPort(),
                        number,
                        place.root().resolve("perf/policy.yaml"),
                        apps.replace(place.simulators().toString(), folder.toString()));
    }

    private static String caller(String name, String key, String more) {
        return "  - {name: %s, key_sha256: %s, scopes: %s%s}\n".formatted(name, sha256(key), ALL, more);
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
