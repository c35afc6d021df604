package dev.opportune.gateway.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where events are delivered to.
///
/// @param types the events that it is told of, as CloudEvents name them
/// @param categories of which alone it is told; empty: of all
/// @param secretFiles one, or two while they change: all sign
/// @param batch null: each event is a request of its own
/// @param allowPrivate whether its address may be one of a network of one's own, and without TLS
/// @param caFile trusted beside nobody else; null: whom Java trusts
public record WebhookConfig(
        String name,
        URI url,
        Set<String> types,
        Set<String> categories,
        List<Path> secretFiles,
        @Nullable Batch batch,
        boolean allowPrivate,
        @Nullable Path caFile) {

    public static final int MOST_WEBHOOKS = 32;
    static final int MOST_SECRETS = 2;

    static final String SETTLED = "opportune.send.settled";

    /// Those of `engagement.feed`.
    private static final Set<String> OF_FEED = Set.of(
            "opportune.send.received",
            "opportune.send.opened",
            "opportune.send.clicked",
            "opportune.send.dismissed",
            "opportune.user.converted",
            "opportune.user.refused");

    private static final Set<String> OF_DEVICES =
            Set.of("opportune.device.invalidated", "opportune.device.quarantined");

    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    /// Several events in one request.
    ///
    /// @param events at most
    /// @param bytes of a body; one event that is larger goes alone
    public record Batch(int events, int bytes) {

        public static final int MOST_EVENTS = 100;
        public static final int MOST_BYTES = 256 * 1024;
        static final int LEAST_BYTES = 4 * 1024;

        public Batch {
            if (events < 2 || events > MOST_EVENTS) {
                throw new IllegalArgumentException("events: " + events + " (expected: 2 to " + MOST_EVENTS + ")");
            }
            if (bytes < LEAST_BYTES || bytes > MOST_BYTES) {
                throw new IllegalArgumentException(
                        "bytes: " + bytes + " (expected: " + LEAST_BYTES + " to " + MOST_BYTES + ")");
            }
        }
    }

    public WebhookConfig {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name: " + name + " (expected: small letters, digits and -, at most 64)");
        }
        requireUrl(url, allowPrivate);
        types = Set.copyOf(types);
        categories = Set.copyOf(categories);
        secretFiles = List.copyOf(secretFiles);
        if (secretFiles.isEmpty() || secretFiles.size() > MOST_SECRETS) {
            throw new IllegalArgumentException(
                    "secret_files: " + secretFiles.size() + " files (expected: one, or two while they change)");
        }
        if (!categories.isEmpty() && !types.equals(Set.of(SETTLED))) {
            throw new IllegalArgumentException("categories: beside "
                    + String.join(", ", types.stream().sorted().toList()) + " (expected: only with " + SETTLED
                    + ", since others have none)");
        }
    }

    private static void requireUrl(URI url, boolean allowPrivate) {
        var scheme = url.getScheme();
        if (url.getHost() == null || url.getRawFragment() != null || url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("url: not of that form (expected: https://host/path)");
        }
        if ("http".equals(scheme) && !allowPrivate) {
            throw new IllegalArgumentException("url: http (expected: https; http only with allow_private: true)");
        }
        if (!"http".equals(scheme) && !"https".equals(scheme)) {
            throw new IllegalArgumentException("url: " + scheme + " (expected: https)");
        }
    }

    /// Reads a URL; says nothing of one that is none, for there may be a secret in it.
    static URI url(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("not a URL (expected: https://host/path)"); // the cause would show it
        }
    }

    /// Reads the type of an event.
    static String type(String text) {
        if (text.equals(SETTLED) || OF_FEED.contains(text) || OF_DEVICES.contains(text)) return text;
        throw new IllegalArgumentException(text + " (expected: " + SETTLED + ", "
                + String.join(", ", OF_DEVICES.stream().sorted().toList()) + ", "
                + String.join(", ", OF_FEED.stream().sorted().toList()) + ")");
    }

    /// Types that nothing writes down where interactions are not fed into the events.
    public Set<String> typesOfFeed() {
        var found = new java.util.TreeSet<>(types);
        found.retainAll(OF_FEED);
        return found;
    }

    public boolean isTls() {
        return "https".equals(url.getScheme());
    }

    public int port() {
        return url.getPort() >= 0 ? url.getPort() : isTls() ? 443 : 80;
    }

    /// Host and port alone: a path may have a secret in it.
    public String where() {
        return url.getHost() + ":" + port();
    }

    /// What a request asks for.
    public String target() {
        var path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + '?' + url.getRawQuery();
    }
}
