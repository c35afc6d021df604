package dev.opportune.gateway.config;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The keys of a configuration, section by section: what the file may have, and so what environment and flags may say.
final class ConfigKeys {

    static final String[] HTTP = {"host", "port", "tls", "max_connections", "max_connections_per_address"};
    static final String[] HTTP_TLS = {"cert_file", "key_file", "client_ca_file"};
    static final String[] INGEST = HTTP;
    static final String[] INGEST_TLS = {"cert_file", "key_file"};
    static final String[] ADMIN = {"host", "port"};
    static final String[] REDIS = {
        "uri", "uris", "username", "password_file", "tls", "prefix", "partitions", "durability", "memory_high_water"
    };
    static final String[] REDIS_TLS = {"ca_file", "cert_file", "key_file"};
    static final String[] RETENTION = {"retention"};
    static final String[] EVENTS = {"per_partition", "retention"};
    static final String[] PROXY = {"url", "username", "password_file", "no_proxy"};
    static final String[] ERASURE = {"refusals_key_file", "refusals_retention"};
    static final String[] ENGAGEMENT = {
        "touches", "keys_file", "labels", "retention", "conversions", "conversion_window", "influence_window", "feed"
    };
    static final String[] REPORTS = {"min_users"};
    static final String[] LOG = {"format"};
    static final String[] TRACING = {"otlp_endpoint", "sample_rate", "headers_file", "ca_file", "timeout", "queue"};
    static final String[] SHUTDOWN = {"grace", "timeout"};
    static final String[] APNS = {
        "provider", "topic", "environment", "key_file", "key_id", "team_id", "endpoint", "ca_file", "measure_received"
    };
    static final String[] FCM = {
        "provider", "project", "service_account_file", "endpoint", "ca_file", "platforms", "quota_per_minute", "ramp_up"
    };
    static final String[] WEBHOOK = {
        "name", "url", "types", "categories", "secret_files", "batch", "allow_private", "ca_file"
    };
    static final String[] WEBHOOK_BATCH = {"events", "bytes"};
    static final String[] ROOT = {
        "http",
        "admin",
        "ingest",
        "redis",
        "lanes",
        "lease",
        "policy_file",
        "templates_dir",
        "callers_file",
        "idempotency",
        "receipts",
        "events",
        "proxy",
        "erasure",
        "shutdown",
        "log",
        "tracing",
        "engagement",
        "reports",
        "webhooks",
        "apps"
    };

    /// Those that have keys below them; `apps` has names, and `webhooks` is a list.
    private static final Map<String, String[]> BELOW = Map.ofEntries(
            entry("http", HTTP),
            entry("http.tls", HTTP_TLS),
            entry("ingest", INGEST),
            entry("ingest.tls", INGEST_TLS),
            entry("admin", ADMIN),
            entry("redis", REDIS),
            entry("redis.tls", REDIS_TLS),
            entry("idempotency", RETENTION),
            entry("receipts", RETENTION),
            entry("events", EVENTS),
            entry("proxy", PROXY),
            entry("erasure", ERASURE),
            entry("engagement", ENGAGEMENT),
            entry("reports", REPORTS),
            entry("shutdown", SHUTDOWN),
            entry("log", LOG),
            entry("tracing", TRACING));

    /// The last parts of keys whose value is a list.
    private static final Set<String> LISTS = Set.of("conversions", "no_proxy", "platforms", "uris");

    /// Whose keys depend on what the file says.
    private static final Set<String> NAMED = Set.of("apps", "webhooks");

    private ConfigKeys() {}

    /// All that have a value, apart from those of apps and webhooks, such as `http.port`.
    static List<String> ofValues() {
        var keys = new ArrayList<String>();
        add("", ROOT, keys);
        return keys;
    }

    private static void add(String path, String[] names, List<String> keys) {
        for (var name : names) {
            var key = path + name;
            var below = BELOW.get(key);
            if (below != null) add(key + '.', below, keys);
            else if (!NAMED.contains(key)) keys.add(key);
        }
    }

    /// Whether the key's value is a list, such as `proxy.no_proxy`.
    static boolean isList(String key) {
        return LISTS.contains(key.substring(key.lastIndexOf('.') + 1));
    }

    /// All that an app may have, whatever its provider.
    static List<String> ofApps() {
        var keys = new LinkedHashSet<>(List.of(APNS));
        keys.addAll(List.of(FCM));
        return List.copyOf(keys);
    }
}
