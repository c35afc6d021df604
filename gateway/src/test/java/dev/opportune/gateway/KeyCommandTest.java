package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.config.Caller;
import dev.opportune.gateway.config.CallersFile;
import dev.opportune.gateway.config.EngagementKeysFile;
import dev.opportune.gateway.config.Grant;
import dev.opportune.gateway.config.Loaded;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void a_key_of_proofs_is_a_stanza_of_their_file() throws Exception {
        var command = Main.commandLine();
        assertThat(command.setOut(new PrintWriter(out)).execute("key", "engagement", "--id", "7"))
                .isZero();

        var file = Files.writeString(folder.resolve("engagement.yaml"), "keys:\n" + out);
        assertThat(EngagementKeysFile.load(file)).asString().isEqualTo("Good[value=[ProofKey[7]]]");
    }

    @Test
    void a_new_key_is_shown_once_and_its_stanza_is_one_of_the_callers_file() throws Exception {
        assertThat(run("--name", "checkout", "--scope", "sends:write:category=order-*", "--scope", "sends:read"))
                .isZero();

        var lines = out.toString().lines().toList();
        var key = lines.get(1);
        assertThat(key).matches("opk_[A-Za-z0-9_-]{43}");
        var stanza = lines.stream().filter(line -> line.startsWith("  ")).collect(Collectors.joining("\n"));
        assertThat(stanza).doesNotContain(key);
        var file = Files.writeString(folder.resolve("callers.yaml"), "callers:\n" + stanza + "\n");
        var sha256 = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII)));
        assertThat(CallersFile.load(file))
                .isEqualTo(new Loaded.Good<>(List.of(new Caller(
                        "checkout",
                        Set.of(sha256),
                        null,
                        Set.of(Grant.parse("sends:write:category=order-*"), Grant.parse("sends:read")),
                        null))));
    }

    @Test
    void no_two_keys_are_alike() {
        assertThat(run("--name", "a", "--scope", "sends:read")).isZero();
        assertThat(run("--name", "a", "--scope", "sends:read")).isZero();
        assertThat(out.toString()
                        .lines()
                        .filter(line -> line.startsWith("opk_"))
                        .distinct())
                .hasSize(2);
    }

    @Test
    void a_name_or_scope_that_is_none_is_named() {
        assertThat(run("--name", "a b", "--scope", "sends:read")).isEqualTo(2);
        assertThat(run("--name", "a", "--scope", "send")).isEqualTo(2);
        assertThat(err.toString()).contains("name: \"a b\" (expected: ", "send (expected: sends:write, ");
        assertThat(out.toString()).doesNotContain("opk_");
    }

    private int run(String... options) {
        var arguments = new String[2 + options.length];
        arguments[0] = "key";
        arguments[1] = "new";
        System.arraycopy(options, 0, arguments, 2, options.length);
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
