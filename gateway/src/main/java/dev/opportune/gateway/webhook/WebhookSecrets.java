package dev.opportune.gateway.webhook;

import dev.opportune.gateway.config.WebhookConfig;
import dev.opportune.gateway.lane.FileWatch;
import dev.opportune.gateway.lane.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The secrets of one webhook, a file each, read again when one of them changes ([FileWatch]). Gives those that are in
/// force, from any thread.
public final class WebhookSecrets implements Supplier<List<Secret>> {

    /// Of a file: what is longer is no secret.
    private static final long MOST_BYTES = 1_024;

    private final List<Path> files;
    private final FileWatch watch;
    private volatile List<Secret> secrets;

    /// Reads the files for the first time.
    ///
    /// @throws RefusedException when one cannot be read, or is no secret
    public static WebhookSecrets of(WebhookConfig webhook) throws RefusedException {
        return new WebhookSecrets(webhook);
    }

    private WebhookSecrets(WebhookConfig webhook) throws RefusedException {
        this.files = webhook.secretFiles();
        var what = "webhooks." + webhook.name() + ".secret_files";
        this.watch = new FileWatch(what, files, () -> "the secrets before them stay", this::take);
        this.secrets = read();
    }

    @Override
    public List<Secret> get() {
        return secrets;
    }

    public FileWatch watch() {
        return watch;
    }

    private String take() throws RefusedException {
        secrets = read();
        return "deliveries are signed with what the files have now";
    }

    private List<Secret> read() throws RefusedException {
        var read = new ArrayList<Secret>();
        var problems = new ArrayList<String>();
        for (var file : files) {
            try {
                if (Files.size(file) > MOST_BYTES) throw new IllegalArgumentException("too long for a secret");
                read.add(Secret.parse(Files.readString(file).strip()));
            } catch (IOException e) {
                problems.add(file + ": cannot be read: " + e.getMessage());
            } catch (IllegalArgumentException e) {
                problems.add(file + ": " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) throw new RefusedException(problems);
        return List.copyOf(read);
    }
}
