package dev.opportune.gateway.config;

import dev.opportune.engagement.proof.ProofKey;
import dev.opportune.yaml.Problems;
import dev.opportune.yaml.Section;
import dev.opportune.yaml.YamlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Reads the keys of proofs: `keys`, a list of `id` and `secret`, of which the first one seals and all open.
public final class EngagementKeysFile {

    private static final int MOST_KEYS = 16;

    private static final String NO_SECRET =
            "not a secret (expected: " + ProofKey.SECRET_BYTES + " bytes in base64url, as key engagement prints)";

    /// Reads and checks all of it; what it says of a secret that is none does not show it.
    public static Loaded<List<ProofKey>> load(Path file) {
        var problems = new Problems(file.toString());
        var keys = YamlFile.read(file, problems).map(tree -> keys(Section.root(tree, problems)));
        return Loaded.of(keys, problems);
    }

    private static List<ProofKey> keys(Section file) {
        file.known("keys").require("keys");
        var keys = new ArrayList<ProofKey>();
        var ids = new HashSet<Integer>();
        for (var section : file.sections("keys", "id and secret", 1, MOST_KEYS)) {
            key(section).ifPresent(key -> {
                if (!ids.add(key.id())) section.wrong("id", "an id of its own");
                keys.add(key);
            });
        }
        return List.copyOf(keys);
    }

    private static Optional<ProofKey> key(Section section) {
        section.known("id", "secret").require("id", "secret");
        var id = section.integer("id", 0, ProofKey.MOST_ID);
        var secret = section.written("secret", EngagementKeysFile::secret);
        return id.isEmpty() ? Optional.empty() : secret.map(bytes -> new ProofKey(id.getAsInt(), bytes));
    }

    private static byte[] secret(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException(NO_SECRET); // the cause would show a part of it
        }
        if (bytes.length != ProofKey.SECRET_BYTES) throw new IllegalArgumentException(NO_SECRET);
        return bytes;
    }

    private EngagementKeysFile() {}
}
