package dev.opportune.gateway.config;

import dev.opportune.yaml.Section;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Reads `webhooks`.
final class WebhooksReader {

    private final Folder folder;

    WebhooksReader(Folder folder) {
        this.folder = folder;
    }

    /// Those that are as they should be; what is wrong with the others is noted.
    List<WebhookConfig> read(Section root) {
        var webhooks = new ArrayList<WebhookConfig>();
        var names = new HashSet<String>();
        for (var section :
                root.sections("webhooks", "name, url, types and secret_files", 0, WebhookConfig.MOST_WEBHOOKS)) {
            webhook(section).ifPresent(it -> {
                if (!names.add(it.name())) section.wrong("name", "a name of its own");
                webhooks.add(it);
            });
        }
        return webhooks;
    }

    private Optional<WebhookConfig> webhook(Section section) {
        section.known(ConfigKeys.WEBHOOK).require("name", "url", "types", "secret_files");
        var name = section.written("name", Function.identity());
        var url = section.written("url", WebhookConfig::url);
        var types = section.allWritten("types", "a list of types of events", WebhookConfig::type);
        var categories = section.allWritten("categories", "a list of categories", Function.identity())
                .map(Set::copyOf)
                .orElse(Set.of());
        var secretFiles = section.allWritten("secret_files", "one or two files", folder::file);
        var caFile = section.written("ca_file", folder::file).orElse(null);
        boolean allowPrivate = section.bool("allow_private").orElse(false);
        var batch = section.has("batch") ? batch(section.section("batch")) : Optional.<WebhookConfig.Batch>empty();
        if (section.has("batch") && batch.isEmpty()) return Optional.empty();
        if (name.isEmpty() || url.isEmpty() || types.isEmpty() || secretFiles.isEmpty()) return Optional.empty();
        return section.made(() -> new WebhookConfig(
                name.get(),
                url.get(),
                Set.copyOf(types.get()),
                categories,
                secretFiles.get(),
                batch.orElse(null),
                allowPrivate,
                caFile));
    }

    private static Optional<WebhookConfig.Batch> batch(Section batch) {
        batch.known(ConfigKeys.WEBHOOK_BATCH);
        int events = batch.integer("events").orElse(WebhookConfig.Batch.MOST_EVENTS);
        int bytes = batch.integer("bytes").orElse(WebhookConfig.Batch.MOST_BYTES);
        return batch.made(() -> new WebhookConfig.Batch(events, bytes));
    }
}
