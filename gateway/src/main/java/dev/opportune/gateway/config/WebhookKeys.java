package dev.opportune.gateway.config;

import dev.opportune.yaml.key.Key;
import dev.opportune.yaml.key.Keys;
import java.net.URI;
import java.util.List;
import java.util.function.Function;

/// Of `webhooks`.
final class WebhookKeys {
    static final Key<String> NAME = Key.text("name", ConfigKeys.TEXT)
            .required()
            .bound("small letters, digits and -, at most 64")
            .says("what the subscription is called, and no other");
    static final Key<URI> URL = Key.written("url", "URL", WebhookConfig::url)
            .required()
            .bound("`https`; `http` with `allow_private`")
            .says("where events are delivered to");
    static final Key<List<String>> TYPES = Key.list(
                    "types",
                    "types",
                    (section, key) -> section.allWritten(key, "a list of types of events", WebhookConfig::type))
            .required()
            .says("the events that it is told of, as CloudEvents name them");
    static final Key<List<String>> CATEGORIES = Key.list(
                    "categories",
                    "names",
                    (section, key) -> section.allWritten(key, "a list of categories", Function.identity()))
            .or(List.of(), "all")
            .bound("only with `" + WebhookConfig.SETTLED + "`")
            .says("of which alone it is told");
    static final Key<String> SECRET_FILES = Key.text("secret_files", "list of files")
            .required()
            .bound("one, or " + WebhookConfig.MOST_SECRETS + " while they change")
            .says("the secrets that sign what is delivered");
    static final Key<Boolean> ALLOW_PRIVATE = Key.flag("allow_private")
            .or(false)
            .says("whether its address may be one of a network of one's own, and without TLS");
    static final Key<String> CA_FILE = Key.text("ca_file", ConfigKeys.FILE_PEM)
            .unsaid("the machine's CAs")
            .says("who signs its certificate, and nobody else does");
    static final Key<Integer> EVENTS = Key.whole("events", "", 2, WebhookConfig.Batch.MOST_EVENTS)
            .or(WebhookConfig.Batch.MOST_EVENTS)
            .says("in one request at most");
    static final Key<Integer> BYTES = Key.whole(
                    "bytes", "bytes", WebhookConfig.Batch.LEAST_BYTES, WebhookConfig.Batch.MOST_BYTES)
            .or(WebhookConfig.Batch.MOST_BYTES)
            .says("of a request's body; one event that is larger goes alone");
    static final Keys BATCH = Keys.of("batch", EVENTS, BYTES);
    static final Keys EACH =
            Keys.of("<each>", NAME, URL, TYPES, CATEGORIES, SECRET_FILES, BATCH, ALLOW_PRIVATE, CA_FILE);

    /// A list.
    static final Keys ALL = Keys.of("webhooks", EACH);

    private WebhookKeys() {}
}
