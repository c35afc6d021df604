package dev.opportune.gateway;

import dev.opportune.engagement.proof.ProofKey;
import dev.opportune.gateway.config.Caller;
import dev.opportune.gateway.config.Grant;
import dev.opportune.gateway.webhook.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `key new`: a key for a caller, shown this once, and what the callers file says of it. `key ingest`: one
/// that ships in an app. `key engagement`: one that seals proofs.
@Command(
        name = "key",
        description = "Makes keys: for callers, for apps' devices, and for proofs.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class KeyCommand implements Runnable {

    /// What scanners for leaked secrets look for.
    private static final String PREFIX = "opk_";

    /// Of keys that may be seen.
    private static final String INGEST_PREFIX = "opi_";

    private static final int KEY_BYTES = 32;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Say what to do: new, ingest, engagement, webhook.");
    }

    @Command(
            name = "new",
            description = "Prints a new key, once, and the stanza for the callers file, which has its hash alone.",
            mixinStandardHelpOptions = true)
    int make(
            @Option(names = "--name", required = true, paramLabel = "NAME", description = "What the caller is called.")
                    String name,
            @Option(
                            names = "--scope",
                            required = true,
                            paramLabel = "SCOPE",
                            description =
                                    "What it may do, such as sends:write or sends:write:category=order-*. May be given many times.")
                    List<String> scopes) {
        List<Grant> grants;
        try {
            Caller.requireName(name);
            grants = scopes.stream().map(Grant::parse).distinct().toList();
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
        var key = PREFIX + random();
        var out = spec.commandLine().getOut();
        out.println("# The key, for the caller alone; it is shown this once:");
        out.println(key);
        out.println();
        out.println("# For the callers file:");
        out.println("  - name: " + quoted(name));
        out.println("    key_sha256: " + sha256(key));
        out.println(
                "    scopes: [" + grants.stream().map(it -> quoted(it.word())).collect(Collectors.joining(", ")) + "]");
        out.flush();
        return 0;
    }

    @Command(
            name = "ingest",
            description = {
                "Prints a new key with which an app's devices report what they did with pushes, and the stanza for the",
                "callers file. It ships in the app, so it is no secret, and may do nothing else."
            },
            mixinStandardHelpOptions = true)
    int ingest(
            @Option(names = "--name", required = true, paramLabel = "NAME", description = "What the key is called.")
                    String name,
            @Option(
                            names = "--app",
                            required = true,
                            paramLabel = "APP",
                            description = "The app of the configuration whose devices have it.")
                    String app) {
        try {
            Caller.requireName(name);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
        var key = INGEST_PREFIX + random();
        var out = spec.commandLine().getOut();
        out.println("# The key, to ship in the app; it is shown this once:");
        out.println(key);
        out.println();
        out.println("# For the callers file:");
        out.println("  - name: " + quoted(name));
        out.println("    kind: ingest");
        out.println("    app: " + quoted(app));
        out.println("    key_sha256: " + sha256(key));
        out.flush();
        return 0;
    }

    @Command(
            name = "engagement",
            description = {
                "Prints a new key of proofs, as a stanza for engagement.keys_file: keep that file secret.",
                "To change keys: add it second everywhere, then move it first, and keep the former for 30 days."
            },
            mixinStandardHelpOptions = true)
    int engagement(
            @Option(
                            names = "--id",
                            required = true,
                            paramLabel = "ID",
                            description = "Tells it from the file's others: 0 to 255.")
                    int id) {
        var secret = new byte[ProofKey.SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        try {
            var _ = new ProofKey(id, secret);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
        var out = spec.commandLine().getOut();
        out.println("# For engagement.keys_file, below its line \"keys:\":");
        out.println("  - id: " + id);
        out.println("    secret: " + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
        out.flush();
        return 0;
    }

    @Command(
            name = "webhook",
            description = {
                "Prints a new secret that a webhook's deliveries are signed with, for a file of webhooks.….secret_files and",
                "for its receiver. To change it: let the receiver take both, name both files, then the new one alone."
            },
            mixinStandardHelpOptions = true)
    int webhook() {
        var secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        var out = spec.commandLine().getOut();
        out.println(Secret.PREFIX + Base64.getEncoder().encodeToString(secret));
        out.flush();
        return 0;
    }

    private static String random() {
        var random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String sha256(String key) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(key.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
