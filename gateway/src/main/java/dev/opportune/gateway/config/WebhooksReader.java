package dev.opportune.gateway.config;

import dev.opportune.yaml.Section;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
        for (var section : root.sections(
                WebhookKeys.ALL.name(), "name, url, types and secret_files", 0, WebhookConfig.MOST_WEBHOOKS)) {
            webhook(section).ifPresent(it -> {
                if (!names.add(it.name())) section.wrong("name", "a name of its own");
                webhooks.add(it);
            });
        }
        return webhooks;
    }

    private Optional<WebhookConfig> webhook(Section section) {
        WebhookKeys.EACH.check(section);
        var name = WebhookKeys.NAME.in(section);
        var url = WebhookKeys.URL.in(section);
        var types = WebhookKeys.TYPES.in(section);
        var categories = Set.copyOf(WebhookKeys.CATEGORIES.of(section));
        var secretFiles = section.allWritten(WebhookKeys.SECRET_FILES.name(), "one or two files", folder::file);
        var caFile = WebhookKeys.CA_FILE.in(section, folder::file).orElse(null);
        boolean allowPrivate = WebhookKeys.ALLOW_PRIVATE.of(section);
        var batch = section.has(WebhookKeys.BATCH.name())
                ? batch(WebhookKeys.BATCH.in(section))
                : Optional.<WebhookConfig.Batch>empty();
        if (section.has(WebhookKeys.BATCH.name()) && batch.isEmpty()) return Optional.empty();
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
        int events = WebhookKeys.EVENTS.of(batch);
        int bytes = WebhookKeys.BYTES.of(batch);
        return batch.made(() -> new WebhookConfig.Batch(events, bytes));
    }
}
