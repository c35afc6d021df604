package dev.opportune.gateway.config;

import dev.opportune.connectors.Quotas;
import dev.opportune.connectors.apns.ApnsSettings;
import dev.opportune.connectors.apns.ApnsSettings.Environment;
import dev.opportune.connectors.fcm.FcmSettings;
import dev.opportune.connectors.fcm.message.FcmPlatform;
import dev.opportune.connectors.wire.Egress;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.engagement.report.Report;
import dev.opportune.engagement.tally.Labels;
import dev.opportune.engagement.touch.Interactions.Windows;
import dev.opportune.gateway.send.limit.HighWater;
import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import dev.opportune.ratelimiter.redis.RedisServers;
import dev.opportune.ratelimiter.redis.RedisSettings;
import dev.opportune.ratelimiter.redis.RedisTls;
import dev.opportune.ratelimiter.user.KeptRefusals;
import dev.opportune.yaml.Problems;
import dev.opportune.yaml.Section;
import dev.opportune.yaml.YamlFile;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads a gateway's configuration: the YAML file, then the environment, then flags; what speaks later wins.
public final class ConfigFile {

    private static final int MAX_APPS = 1_000;
    private static final Duration DEFAULT_RETENTION = Duration.ofHours(1);

    private final Section root;
    private final Folder folder;
    private final ProxyReader proxies;

    private ConfigFile(Section root, Folder folder, Map<String, String> environment, Problems problems) {
        this.root = root.known(ConfigKeys.ROOT);
        this.folder = folder;
        this.proxies = new ProxyReader(root.section("proxy"), folder, environment, problems);
    }

    /// Reads and checks all of it. Files that it names must be there; what is in them is not looked at.
    ///
    /// @param environment of which variables such as `OPPORTUNE_HTTP_PORT` count, and `HTTPS_PROXY` and `NO_PROXY`
    /// @param flags texts such as `http.port=8081`
    public static Loaded<GatewayConfig> load(Path file, Map<String, String> environment, List<String> flags) {
        var problems = new Problems(file.toString());
        var config = YamlFile.read(file, problems)
                .map(tree -> new Overrides(problems).over(tree, environment, flags))
                .flatMap(tree ->
                        new ConfigFile(Section.root(tree, problems), Folder.of(file), environment, problems).config());
        return Loaded.of(config, problems);
    }

    private Optional<GatewayConfig> config() {
        var http = http("http", root.section("http").known(ConfigKeys.HTTP), ConfigKeys.HTTP_TLS);
        var ingest = root.has("ingest") ? ingest(root.section("ingest")) : Optional.<HttpConfig>empty();
        var admin = admin();
        var redis = redis();
        var lanes = root.integer("lanes").orElse(Runtime.getRuntime().availableProcessors());
        var lease = root.duration("lease").orElse(SendLimits.DEFAULT_LEASE);
        var policyFile = root.require("policy_file").written("policy_file", folder::file);
        var templatesDir = root.written("templates_dir", folder::folder).orElse(null);
        var callersFile = root.written("callers_file", folder::file).orElse(null);
        var idempotency = retention("idempotency");
        var receipts = retention("receipts");
        var events = events();
        var proxy = proxies.read().orElse(null);
        var erasure = erasure();
        var shutdown = shutdown();
        var log = root.section("log")
                .known(ConfigKeys.LOG)
                .written("format", LogConfig::format)
                .map(LogConfig::new)
                .orElse(LogConfig.DEFAULT);
        var tracing = root.has("tracing") ? tracing() : Optional.<TracingConfig>empty();
        int minUsers = root.section("reports")
                .known(ConfigKeys.REPORTS)
                .integer("min_users", 1, EngagementConfig.MOST_MIN_USERS)
                .orElse(Report.MIN_USERS);
        var engagement = root.has("engagement") ? engagement(minUsers) : Optional.<EngagementConfig>empty();
        var webhooks = new WebhooksReader(folder).read(root);
        var apps = apps();
        if (erasure.isEmpty() || shutdown.isEmpty()) return Optional.empty();
        if (http.isEmpty() || admin.isEmpty() || redis.isEmpty() || events.isEmpty() || policyFile.isEmpty()) {
            return Optional.empty();
        }
        return root.made(() -> new GatewayConfig(
                http.get(),
                ingest.orElse(null),
                admin.get(),
                redis.get(),
                lanes,
                lease,
                policyFile.get(),
                templatesDir,
                callersFile,
                idempotency,
                receipts,
                events.get(),
                proxy,
                erasure.get(),
                shutdown.get(),
                log,
                tracing.orElse(null),
                engagement.orElse(null),
                webhooks,
                apps));
    }

    private Optional<HttpConfig> ingest(Section ingest) {
        return http("ingest", ingest.known(ConfigKeys.INGEST).require("port"), ConfigKeys.INGEST_TLS);
    }

    /// @param tlsKeys that its `tls` may have
    private Optional<HttpConfig> http(String name, Section http, String[] tlsKeys) {
        var host = http.written("host", Function.identity()).orElse(HttpConfig.DEFAULT_HOST);
        int port = http.integer("port").orElse(HttpConfig.DEFAULT_PORT);
        var tls = http.has("tls") ? tls(name + ".tls", http.section("tls").known(tlsKeys)) : null;
        int most = http.integer("max_connections").orElse(HttpConfig.Connections.DEFAULT_MOST);
        var perAddress = http.integer("max_connections_per_address");
        return http.made(() -> new HttpConfig(
                host,
                port,
                tls,
                perAddress.isEmpty()
                        ? HttpConfig.Connections.ofMost(most)
                        : new HttpConfig.Connections(most, perAddress.getAsInt())));
    }

    private HttpConfig.@Nullable Tls tls(String name, Section tls) {
        tls.require("cert_file", "key_file");
        var certFile = tls.written("cert_file", folder::file);
        var keyFile = tls.written("key_file", folder::file);
        var clientCaFile = tls.has("client_ca_file")
                ? tls.written("client_ca_file", folder::file).orElse(null)
                : null;
        return certFile.isEmpty() || keyFile.isEmpty()
                ? null
                : new HttpConfig.Tls(name, certFile.get(), keyFile.get(), clientCaFile);
    }

    private Optional<AdminConfig> admin() {
        var admin = root.section("admin").known(ConfigKeys.ADMIN);
        var host = admin.written("host", Function.identity()).orElse(AdminConfig.DEFAULT_HOST);
        int port = admin.integer("port").orElse(AdminConfig.DEFAULT_PORT);
        return admin.made(() -> new AdminConfig(host, port));
    }

    private Optional<RedisConfig> redis() {
        var redis = root.section("redis").known(ConfigKeys.REDIS);
        var servers = servers(redis);
        var username = redis.written("username", Function.identity()).orElse(null);
        var passwordFile = redis.written("password_file", folder::file).orElse(null);
        var prefix = redis.written("prefix", Function.identity()).orElse(RedisSettings.DEFAULT_PREFIX);
        int partitions = redis.integer("partitions").orElse(RedisSettings.DEFAULT_PARTITIONS);
        var durability = redis.written("durability", RedisConfig::durability).orElse(Durability.AOF);
        int memoryHighWater = redis.integer("memory_high_water").orElse(HighWater.DEFAULT_PERCENT);
        var tls = redis.has("tls") ? redisTls(redis.section("tls")) : Optional.<RedisTls>empty();
        if (servers.isEmpty()) return Optional.empty();
        return redis.made(() -> new RedisConfig(
                servers.get(),
                username,
                passwordFile,
                tls.orElse(null),
                prefix,
                partitions,
                durability,
                memoryHighWater));
    }

    private static Optional<RedisServers> servers(Section redis) {
        if (!redis.has("uris")) {
            var uri = redis.written("uri", ConfigFile::uri).orElse(URI.create(RedisConfig.DEFAULT_URI));
            return redis.made(() -> RedisServers.of(uri));
        }
        if (redis.has("uri")) redis.wrong("uris", "beside uri", "redis.uri or redis.uris");
        return redis.allWritten("uris", "a list of redis://host:port", ConfigFile::uri)
                .flatMap(uris -> redis.made(() -> new RedisServers.Cluster(uris)));
    }

    private Optional<RedisTls> redisTls(Section tls) {
        tls.known(ConfigKeys.REDIS_TLS);
        var caFile = tls.written("ca_file", folder::file).orElse(null);
        var certFile = tls.written("cert_file", folder::file).orElse(null);
        var keyFile = tls.written("key_file", folder::file).orElse(null);
        return tls.made(() -> new RedisTls(caFile, certFile, keyFile));
    }

    private List<AppConfig> apps() {
        var apps = new ArrayList<AppConfig>();
        root.named("apps", 0, MAX_APPS).forEach((name, app) -> app(name, app).ifPresent(apps::add));
        return apps;
    }

    private Optional<AppConfig> app(String name, Section app) {
        return app.require("provider").oneOf("provider", Provider.class).flatMap(provider -> switch (provider) {
            case APNS -> apns(name, app);
            case FCM -> fcm(name, app);
        });
    }

    private Optional<AppConfig> apns(String name, Section app) {
        app.known(ConfigKeys.APNS);
        app.require("topic", "environment", "key_file", "key_id", "team_id");
        var topic = app.written("topic", Function.identity());
        var environment = app.written("environment", Environment::parse);
        var keyFile = app.written("key_file", folder::place);
        var keyId = app.written("key_id", Function.identity());
        var teamId = app.written("team_id", Function.identity());
        var endpoint = app.written("endpoint", Endpoint::parse).orElse(null);
        var caFile = app.written("ca_file", folder::place).orElse(null);
        boolean measureReceived = app.bool("measure_received").orElse(false);
        if (Stream.of(topic, environment, keyFile, keyId, teamId).anyMatch(Optional::isEmpty)) return Optional.empty();
        return app.made(() -> new AppConfig.Apns(new ApnsSettings(
                name,
                topic.get(),
                environment.get(),
                keyFile.get(),
                keyId.get(),
                teamId.get(),
                endpoint,
                caFile,
                ApnsSettings.DEFAULT_MAX_IN_FLIGHT,
                ApnsSettings.DEFAULT_MAX_CONNECTIONS,
                ApnsSettings.DEFAULT_ANSWER_TIMEOUT,
                ApnsSettings.DEFAULT_CONNECT_TIMEOUT,
                Egress.DIRECT,
                measureReceived)));
    }

    private Optional<AppConfig> fcm(String name, Section app) {
        app.known(ConfigKeys.FCM);
        var serviceAccountFile = app.require("service_account_file").written("service_account_file", folder::place);
        var endpoint = app.written("endpoint", Endpoint::parse).orElse(null);
        var caFile = app.written("ca_file", folder::place).orElse(null);
        var project = app.written("project", Function.identity()).orElse(null);
        var platforms =
                app.someOf("platforms", FcmPlatform.class).map(Set::copyOf).orElse(FcmSettings.DEFAULT_PLATFORMS);
        int perMinute = app.integer("quota_per_minute").orElse(FcmSettings.DEFAULT_QUOTA.perMinute());
        var rampUp = app.duration("ramp_up").orElse(FcmSettings.DEFAULT_QUOTA.rampUp());
        return serviceAccountFile.flatMap(file ->
                app.made(() -> new AppConfig.Fcm(new FcmSettings(name, file, endpoint, caFile)
                        .withProject(project)
                        .withPlatforms(platforms)
                        .withQuota(quota(perMinute, rampUp)))));
    }

    /// In the words of the file.
    private static Quotas.Terms quota(int perMinute, Duration rampUp) {
        if (perMinute < 1) throw new IllegalArgumentException("quota_per_minute: " + perMinute + " (expected: >= 1)");
        if (rampUp.isNegative()) throw new IllegalArgumentException("ramp_up: " + rampUp + " (expected: >= PT0S)");
        return new Quotas.Terms(perMinute, rampUp);
    }

    private Duration retention(String key) {
        return root.section(key)
                .known(ConfigKeys.RETENTION)
                .duration("retention")
                .orElse(DEFAULT_RETENTION);
    }

    private Optional<EventRetention> events() {
        var events = root.section("events").known(ConfigKeys.EVENTS);
        int perPartition = events.integer("per_partition").orElse(EventRetention.DEFAULT.perPartition());
        var age = events.duration("retention").orElse(EventRetention.DEFAULT.age());
        return events.made(() -> new EventRetention(perPartition, age));
    }

    private Optional<ErasureConfig> erasure() {
        var erasure = root.section("erasure").known(ConfigKeys.ERASURE);
        var keyFile = erasure.written("refusals_key_file", folder::file).orElse(null);
        var retention = erasure.duration("refusals_retention").orElse(KeptRefusals.DEFAULT_RETENTION);
        return erasure.made(() -> new ErasureConfig(keyFile, retention));
    }

    private Optional<TracingConfig> tracing() {
        var tracing = root.section("tracing").known(ConfigKeys.TRACING).require("otlp_endpoint");
        var endpoint = tracing.written("otlp_endpoint", TracingConfig::endpoint);
        var rate = tracing.written("sample_rate", TracingConfig::rate).orElse(TracingConfig.DEFAULT_SAMPLE_RATE);
        var headersFile = tracing.written("headers_file", folder::file).orElse(null);
        var caFile = tracing.written("ca_file", folder::file).orElse(null);
        var timeout = tracing.duration("timeout").orElse(TracingConfig.DEFAULT_TIMEOUT);
        int queue = tracing.integer("queue").orElse(TracingConfig.DEFAULT_QUEUE);
        return endpoint.flatMap(
                it -> tracing.made(() -> new TracingConfig(it, rate, headersFile, caFile, timeout, queue)));
    }

    private Optional<EngagementConfig> engagement(int minUsers) {
        var engagement = root.section("engagement").known(ConfigKeys.ENGAGEMENT);
        int touches = engagement.integer("touches").orElse(Labels.Limits.DEFAULT.touches());
        var keysFile = engagement.written("keys_file", folder::file).orElse(null);
        int labels = engagement.integer("labels").orElse(Labels.Limits.DEFAULT.mostNewADay());
        var retention = engagement.duration("retention").orElse(EngagementConfig.DEFAULT_RETENTION);
        var conversions = engagement
                .allWritten("conversions", "a list of names", EngagementConfig::conversion)
                .map(Set::copyOf)
                .orElse(Set.of());
        var opened = window(engagement, "conversion_window", Windows.DEFAULT.opened());
        var shown = window(engagement, "influence_window", Windows.DEFAULT.shown());
        boolean feed = engagement.bool("feed").orElse(false);
        return engagement.made(() -> new EngagementConfig(
                touches, keysFile, labels, retention, conversions, new Windows(opened, shown), minUsers, feed));
    }

    private static Duration window(Section engagement, String key, Duration unsaid) {
        var window = engagement.duration(key).orElse(unsaid);
        if (!window.isNegative() && window.compareTo(Windows.LONGEST) <= 0) return window;
        engagement.wrong(key, "PT0S to P30D");
        return unsaid;
    }

    private Optional<ShutdownConfig> shutdown() {
        var shutdown = root.section("shutdown").known(ConfigKeys.SHUTDOWN);
        var grace = shutdown.duration("grace").orElse(ShutdownConfig.DEFAULT.grace());
        var timeout = shutdown.duration("timeout").orElse(ShutdownConfig.DEFAULT.timeout());
        return shutdown.made(() -> new ShutdownConfig(grace, timeout));
    }

    /// What it does not say it does not show either: there may be a password in it. java.net.URI knows of none before a
    /// host with `_`, or where the slashes are missing.
    private static URI uri(String text) {
        try {
            var uri = new URI(text);
            if (!text.contains("@")) return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URI (expected: redis://host:port)", e);
        }
        throw new IllegalArgumentException("has a user or a password (expected: username and password_file)");
    }

    private enum Provider {
        APNS,
        FCM
    }
}
