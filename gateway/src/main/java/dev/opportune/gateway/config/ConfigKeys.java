package dev.opportune.gateway.config;

import dev.opportune.connectors.wire.NoProxy;
import dev.opportune.engagement.report.Report;
import dev.opportune.engagement.tally.Labels;
import dev.opportune.engagement.touch.Interactions.Windows;
import dev.opportune.gateway.send.limit.HighWater;
import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import dev.opportune.ratelimiter.redis.RedisSettings;
import dev.opportune.ratelimiter.user.KeptRefusals;
import dev.opportune.yaml.key.Key;
import dev.opportune.yaml.key.Keys;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The keys of a configuration, section by section: how each is read, and what docs/configuration.md says of it, which
/// `ConfigReferenceTest` writes from here. What the file may have, environment and flags may say.
final class ConfigKeys {

    static final String FILE = "file";
    static final String FILE_PEM = "file, PEM";
    static final String TEXT = "text";
    private static final Duration NONE = Duration.ZERO;

    static final class Http {
        static final Key<String> HOST = Key.text("host", "address")
                .or(HttpConfig.DEFAULT_HOST)
                .says("the address that it is served on; `0.0.0.0`: all of this machine's");
        static final Key<Integer> PORT = Key.whole("port", "", Ports.LEAST, Ports.MOST)
                .or(HttpConfig.DEFAULT_PORT)
                .says("callers, HTTP/1.1 and HTTP/2 on one port; 0 finds a free one");
        static final Key<String> CERT_FILE =
                Key.text("cert_file", FILE_PEM).required().says("the server's certificate and its chain");
        static final Key<String> KEY_FILE =
                Key.text("key_file", FILE_PEM).required().says("its key");
        static final Key<String> CLIENT_CA_FILE = Key.text("client_ca_file", FILE_PEM)
                .unsaid("callers have no certificates")
                .says("who signs the certificates that callers may show in place of a key");
        static final Key<Integer> MAX_CONNECTIONS = Key.whole("max_connections", "connections", 1, Integer.MAX_VALUE)
                .or(HttpConfig.Connections.DEFAULT_MOST)
                .says("open at once; fewer, where the process may not open as many files");
        static final Key<Integer> MAX_CONNECTIONS_PER_ADDRESS = Key.whole(
                        "max_connections_per_address", "connections", 1, Integer.MAX_VALUE)
                .unsaid("half of `max_connections`")
                .says(
                        "of one IPv4 address or one IPv6 network of 64 bits; as many as `max_connections` behind a proxy");

        static final Keys TLS = Keys.of("tls", CERT_FILE, KEY_FILE, CLIENT_CA_FILE);
        static final Keys ALL = Keys.of("http", HOST, PORT, TLS, MAX_CONNECTIONS, MAX_CONNECTIONS_PER_ADDRESS);

        /// Apps' devices have no certificates.
        static final Keys INGEST_TLS = Keys.of("tls", CERT_FILE, KEY_FILE);

        static final Keys INGEST = Keys.of(
                "ingest",
                HOST,
                PORT.required().says("apps' devices: `POST /v1/interactions` alone, by ingest keys"),
                INGEST_TLS,
                MAX_CONNECTIONS,
                MAX_CONNECTIONS_PER_ADDRESS);

        private Http() {}
    }

    static final class Admin {
        static final Key<String> HOST = Key.text("host", "address")
                .or(AdminConfig.DEFAULT_HOST)
                .says("`0.0.0.0` where probes and Prometheus come from outside");
        static final Key<Integer> PORT = Key.whole("port", "", Ports.LEAST, Ports.MOST)
                .or(AdminConfig.DEFAULT_PORT)
                .says("`/metrics`, `/livez`, `/readyz`, `/openapi.yaml`, without keys; 0 finds a free one");
        static final Keys ALL = Keys.of("admin", HOST, PORT);

        private Admin() {}
    }

    static final class Redis {
        static final Key<String> URI = Key.text("uri", "URI")
                .or(RedisConfig.DEFAULT_URI)
                .bound("`redis`, `rediss`, `redis-sentinel`, `rediss-sentinel`, no user or password in it")
                .says("one server, or sentinels: `redis-sentinel://host:port,host:port/master-name`");
        static final Key<List<java.net.URI>> URIS = Key.list(
                        "uris",
                        "URIs",
                        (section, key) -> section.allWritten(key, "a list of redis://host:port", RedisConfig::uri))
                .unsaid("`uri` counts")
                .bound("1 to 100, in place of `uri`")
                .says("a Redis or Valkey Cluster, by some of its nodes");
        static final Key<String> USERNAME = Key.text("username", TEXT)
                .unsaid("none")
                .bound("with `password_file`")
                .says("Redis' user");
        static final Key<String> PASSWORD_FILE =
                Key.text("password_file", FILE).unsaid("no password").says("its first line is the password");
        static final Key<String> CA_FILE =
                Key.text("ca_file", FILE_PEM).unsaid("the machine's CAs").says("who signs Redis' certificates");
        static final Key<String> CERT_FILE = Key.text("cert_file", FILE_PEM)
                .unsaid("none")
                .bound("with `key_file`")
                .says("what the gateway shows Redis");
        static final Key<String> KEY_FILE = Key.text("key_file", FILE_PEM + ", PKCS#8")
                .unsaid("none")
                .bound("with `cert_file`")
                .says("its key");
        static final Key<String> PREFIX =
                Key.text("prefix", TEXT).or(RedisSettings.DEFAULT_PREFIX).says("begins every key");
        static final Key<Integer> PARTITIONS = Key.whole("partitions", "", 1, RedisSettings.MAX_PARTITIONS)
                .or(RedisSettings.DEFAULT_PARTITIONS)
                .says("of the data, fixed for its life; the same in all gateways");
        static final Key<Durability> DURABILITY = Key.word("durability", Durability.class, RedisConfig::durability)
                .or(Durability.AOF)
                .says("what a 202 survives ([operations.md](operations.md#what-each-durability-promises))");
        static final Key<Integer> MEMORY_HIGH_WATER = Key.whole(
                        "memory_high_water", "percent of `maxmemory`", RedisConfig.LEAST_HIGH_WATER, HighWater.OFF)
                .or(HighWater.DEFAULT_PERCENT)
                .says(
                        "above it promotional sends are refused, half way from there to all of it all but critical ones; 100: none");
        static final Keys TLS = Keys.of("tls", CA_FILE, CERT_FILE, KEY_FILE);
        static final Keys ALL = Keys.of(
                "redis", URI, URIS, USERNAME, PASSWORD_FILE, TLS, PREFIX, PARTITIONS, DURABILITY, MEMORY_HIGH_WATER);

        private Redis() {}
    }

    static final class Events {
        static final Key<Integer> PER_PARTITION = Key.whole(
                        "per_partition", "events", 0, EventRetention.MAX_PER_PARTITION)
                .or(EventRetention.DEFAULT.perPartition())
                .says("kept in each partition for `GET /v1/events`, about 150 bytes each; 0 writes none");
        static final Key<Duration> RETENTION =
                retention().or(EventRetention.DEFAULT.age()).says("how long an event can be read");
        static final Keys ALL = Keys.of("events", PER_PARTITION, RETENTION);

        private Events() {}
    }

    static final class Proxy {
        static final Key<String> URL = Key.text("url", "URL")
                .unsaid("`HTTPS_PROXY` of the environment")
                .bound("`http://host:port`, or `none`")
                .says(
                        "through which all connections to Apple and Google go; `none`: straight, whatever the environment says");
        static final Key<String> USERNAME = Key.text("username", TEXT)
                .unsaid("none")
                .bound("with `password_file`")
                .says("for the proxy");
        static final Key<String> PASSWORD_FILE = Key.text("password_file", FILE)
                .unsaid("none")
                .bound("with `username`")
                .says("its first line is the password");
        static final Key<List<String>> NO_PROXY = Key.list(
                        "no_proxy",
                        "names, addresses, blocks",
                        (section, key) -> section.list(key, NoProxy.EXPECTED, ProxyReader::entry))
                .unsaid("`NO_PROXY` of the environment")
                .says("what is reached straight; this machine always is");
        static final Keys ALL = Keys.of("proxy", URL, USERNAME, PASSWORD_FILE, NO_PROXY);

        private Proxy() {}
    }

    static final class Erasure {
        static final Key<String> KEY_FILE = Key.text("refusals_key_file", FILE)
                .unsaid("nothing outlives an erasure")
                .bound("its first line 32 bytes at least")
                .says("the key under which an erased user's refusals are kept, for imports");
        static final Key<Duration> RETENTION = Key.duration(
                        "refusals_retention", ErasureConfig.LEAST_RETENTION, KeptRefusals.MAX_RETENTION)
                .or(KeptRefusals.DEFAULT_RETENTION)
                .says("how long they are kept");
        static final Keys ALL = Keys.of("erasure", KEY_FILE, RETENTION);

        private Erasure() {}
    }

    static final class Engagement {
        static final Key<String> KEYS_FILE = Key.text("keys_file", FILE)
                .unsaid("pushes carry no proofs")
                .says("the keys of the proofs that pushes carry");
        static final Key<List<String>> CONVERSIONS = Key.list(
                        "conversions",
                        "names",
                        (section, key) -> section.allWritten(key, "a list of names", EngagementConfig::conversion))
                .or(List.of(), "none")
                .bound("at most " + EngagementConfig.MOST_CONVERSIONS)
                .says("what backends may report as converted");
        static final Key<Duration> CONVERSION_WINDOW = Key.duration("conversion_window", NONE, Windows.LONGEST)
                .or(Windows.DEFAULT.opened())
                .says("how long after it was opened a send has its share in a conversion");
        static final Key<Duration> INFLUENCE_WINDOW = Key.duration("influence_window", NONE, Windows.LONGEST)
                .or(Windows.DEFAULT.shown())
                .says("how long after it was shown");
        static final Key<Integer> TOUCHES = Key.whole("touches", "sends", 1, Labels.MOST_TOUCHES)
                .or(Labels.Limits.DEFAULT.touches())
                .says("that are remembered of a user; 7 take 128 bytes");
        static final Key<Integer> LABELS = Key.whole("labels", "a day", 1, EngagementConfig.MOST_LABELS)
                .or(Labels.Limits.DEFAULT.mostNewADay())
                .says("new categories, campaigns … that are counted apart; the rest by category alone");
        static final Key<Duration> RETENTION = Key.duration(
                        "retention", EngagementConfig.LEAST_RETENTION, EngagementConfig.MOST_RETENTION)
                .or(EngagementConfig.DEFAULT_RETENTION)
                .says("how long what was counted is kept");
        static final Key<Boolean> FEED = Key.flag("feed")
                .or(false)
                .says("whether what is reported of sends is among the events of `GET /v1/events`");
        static final Keys ALL = Keys.of(
                "engagement",
                TOUCHES,
                KEYS_FILE,
                LABELS,
                RETENTION,
                CONVERSIONS,
                CONVERSION_WINDOW,
                INFLUENCE_WINDOW,
                FEED);

        private Engagement() {}
    }

    static final class Reports {
        static final Key<Integer> MIN_USERS = Key.whole("min_users", "users", 1, EngagementConfig.MOST_MIN_USERS)
                .or(Report.MIN_USERS)
                .bound("1 to " + EngagementConfig.MOST_MIN_USERS + ", and no more than `redis.partitions`")
                .says("rows of reports of fewer show no rates");
        static final Keys ALL = Keys.of("reports", MIN_USERS);

        private Reports() {}
    }

    static final class Shutdown {
        static final Key<Duration> GRACE = Key.duration("grace", NONE, ShutdownConfig.MOST_GRACE)
                .or(ShutdownConfig.DEFAULT.grace())
                .says(
                        "how long a gateway that was told to stop serves on, so that whoever chooses among gateways notices");
        static final Key<Duration> TIMEOUT = Key.duration("timeout", NONE, ShutdownConfig.MOST)
                .or(ShutdownConfig.DEFAULT.timeout())
                .bound("`PT5S` more than `grace`, to `PT10M`")
                .says("how long all of it may take");
        static final Keys ALL = Keys.of("shutdown", GRACE, TIMEOUT);

        private Shutdown() {}
    }

    static final class Log {
        static final Key<LogConfig.Format> FORMAT = Key.word("format", LogConfig.Format.class, LogConfig::format)
                .or(LogConfig.DEFAULT.format())
                .says("what `serve` writes to stderr; `json`: an object a line, by the Elastic Common Schema");
        static final Keys ALL = Keys.of("log", FORMAT);

        private Log() {}
    }

    static final Key<Integer> LANES = Key.whole("lanes", "event loops", 1, GatewayConfig.MOST_LANES)
            .or(Runtime.getRuntime().availableProcessors(), "as many as processors")
            .says("of which each has its own partitions and connections");
    static final Key<Duration> LEASE = Key.duration("lease", GatewayConfig.MIN_LEASE, GatewayConfig.MAX_LEASE)
            .or(SendLimits.DEFAULT_LEASE)
            .says("so long after a gateway died others take over what it had in its hands; the same in all gateways");
    static final Key<String> POLICY_FILE =
            Key.text("policy_file", FILE).required().says("the policy, read again when it changes");
    static final Key<String> TEMPLATES_DIR =
            Key.text("templates_dir", "folder").unsaid("there are none").says("of templates, a file each");
    static final Key<String> CALLERS_FILE = Key.text("callers_file", FILE)
            .unsaid("`serve` starts only with `--insecure-no-auth`")
            .says("who may call, read again when it changes");
    static final Key<Duration> IDEMPOTENCY_RETENTION = retention()
            .or(GatewayConfig.DEFAULT_RETENTION)
            .says("how long after a send's deadline its idempotency key is known");
    static final Key<Duration> RECEIPTS_RETENTION =
            retention().or(GatewayConfig.DEFAULT_RETENTION).says("how long after its end a send's receipt can be read");
    static final Keys IDEMPOTENCY = Keys.of("idempotency", IDEMPOTENCY_RETENTION);
    static final Keys RECEIPTS = Keys.of("receipts", RECEIPTS_RETENTION);

    /// The whole file.
    static final Keys ROOT = Keys.of(
            "",
            Http.ALL,
            Admin.ALL,
            Http.INGEST,
            Redis.ALL,
            LANES,
            LEASE,
            POLICY_FILE,
            TEMPLATES_DIR,
            CALLERS_FILE,
            IDEMPOTENCY,
            RECEIPTS,
            Events.ALL,
            Proxy.ALL,
            Erasure.ALL,
            Shutdown.ALL,
            Log.ALL,
            TracingKeys.ALL,
            Engagement.ALL,
            Reports.ALL,
            WebhookKeys.ALL,
            AppKeys.ALL);

    private static Key<Duration> retention() {
        return Key.duration("retention", GatewayConfig.MIN_RETENTION, GatewayConfig.MAX_RETENTION);
    }

    /// All that have a value, apart from those of apps and webhooks, such as `http.port`.
    static List<String> ofValues() {
        return ROOT.all().stream()
                .map(Keys.At::path)
                .filter(path ->
                        !path.startsWith(AppKeys.ALL.name() + '.') && !path.startsWith(WebhookKeys.ALL.name() + '.'))
                .toList();
    }

    /// Whether the key's value is a list, such as `proxy.no_proxy`.
    static boolean isList(String key) {
        var name = key.substring(key.lastIndexOf('.') + 1);
        return ROOT.all().stream()
                .anyMatch(it -> it.key().isList() && it.key().name().equals(name));
    }

    /// All that an app may have, whatever its provider.
    static Set<String> ofApps() {
        var names = new LinkedHashSet<String>();
        AppKeys.ALL.all().forEach(it -> names.add(it.key().name()));
        return names;
    }

    private ConfigKeys() {}
}
