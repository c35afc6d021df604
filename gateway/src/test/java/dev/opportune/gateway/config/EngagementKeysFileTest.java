package dev.opportune.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.engagement.proof.ProofKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngagementKeysFileTest {

    private static final String SECRET = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);

    @TempDir
    private Path folder;

    @Test
    void keys_are_read_in_their_order() {
        var loaded = load("keys:\n- {id: 7, secret: " + SECRET + "}\n- {id: 3, secret: " + SECRET + "}\n");

        assertThat(loaded)
                .isInstanceOfSatisfying(
                        Loaded.Good.class,
                        good -> assertThat((List<?>) good.value()).hasToString("[ProofKey[7], ProofKey[3]]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keys: []                                          | keys: 0 to",
                "{}                                                | keys: missing",
                "keys: [{id: 256, secret: SECRET}]                 | keys[0].id: 256 (expected: 0 to 255)",
                "keys: [{secret: SECRET}]                          | keys[0].id: missing",
                "keys: [{id: 1}]                                   | keys[0].secret: missing",
                "keys: [{id: 1, secret: aHVzaA}]                   | keys[0].secret: not a secret (expected: 32 bytes in base64url",
                "keys: [{id: 1, secret: '?hush?'}]                 | keys[0].secret: not a secret (expected: 32 bytes in base64url",
                "keys: [{id: 1, secret: SECRET, note: x}]          | keys[0].note: unknown key",
                "keys: [{id: 1, secret: SECRET}, {id: 1, secret: SECRET}] | keys[1].id: 1 (expected: an id of its own)",
            })
    void what_is_wrong_is_said_without_showing_a_secret(String yaml, String problem) {
        var said = load(yaml.replace("SECRET", SECRET)).toString();

        if (!problem.equals("keys: 0 to")) assertThat(said).contains(problem);
        assertThat(said).startsWith("Bad").doesNotContain(SECRET, "aHVzaA", "?hush?");
    }

    private Loaded<List<ProofKey>> load(String yaml) {
        try {
            return EngagementKeysFile.load(Files.writeString(folder.resolve("engagement.yaml"), yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
