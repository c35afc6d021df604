package dev.opportune.gateway.config;

import dev.opportune.connectors.Quotas;
import dev.opportune.connectors.apns.ApnsSettings;
import dev.opportune.connectors.fcm.FcmSettings;
import dev.opportune.connectors.wire.Egress;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.engagement.touch.Interactions.Windows;
import dev.opportune.gateway.config.ConfigKeys.Engagement;
import dev.opportune.gateway.config.ConfigKeys.Http;
import dev.opportune.gateway.config.ConfigKeys.Redis;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.redis.RedisServers;
import dev.opportune.ratelimiter.redis.RedisTls;
import dev.opportune.yaml.Problems;
import dev.opportune.yaml.Section;
import dev.opportune.yaml.YamlFile;
import dev.opportune.yaml.key.Keys;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads a gateway's configuration: the YAML file, then the environment, then flags; what speaks later wins.
public final class ConfigFile {

    private static final int MAX_APPS = 1_000;

    private final Section root;
    private final Folder folder;
    private final ProxyReader proxies;

    private ConfigFile(Section root, Folder folder, Map<String, String> environment, Problems problems) {
        this.root = ConfigKeys.ROOT.check(root);
        this.folder = folder;
        this.proxies = new ProxyReader(ConfigKeys.Proxy.ALL.in(root), folder, environment, problems);
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
        var http = http(Http.ALL, Http.TLS);
        var ingest = root.has("ingest") ? http(Http.INGEST, Http.INGEST_TLS) : Optional.<HttpConfig>empty();
        var admin = admin();
        var redis = redis();
        int lanes = ConfigKeys.LANES.of(root);
        var lease = ConfigKeys.LEASE.of(root);
        var policyFile = ConfigKeys.POLICY_FILE.in(root, folder::file);
        var templatesDir = ConfigKeys.TEMPLATES_DIR.in(root, folder::folder).orElse(null);
        var callersFile = ConfigKeys.CALLERS_FILE.in(root, folder::file).orElse(null);
        var idempotency = ConfigKeys.IDEMPOTENCY_RETENTION.of(ConfigKeys.IDEMPOTENCY.in(root));
        var receipts = ConfigKeys.RECEIPTS_RETENTION.of(ConfigKeys.RECEIPTS.in(root));
        var events = events();
        var proxy = proxies.read().orElse(null);
        var erasure = erasure();
        var shutdown = shutdown();
        var log = new LogConfig(ConfigKeys.Log.FORMAT.of(ConfigKeys.Log.ALL.in(root)));
        var tracing = root.has(TracingKeys.ALL.name()) ? tracing() : Optional.<TracingConfig>empty();
        int minUsers = ConfigKeys.Reports.MIN_USERS.of(ConfigKeys.Reports.ALL.in(root));
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

    private Optional<HttpConfig> http(Keys keys, Keys tlsKeys) {
        var http = keys.in(root);
        var host = Http.HOST.of(http);
        int port = Http.PORT.of(http);
        var tls = http.has(tlsKeys.name()) ? tls(keys.name() + ".tls", tlsKeys.in(http)) : null;
        int most = Http.MAX_CONNECTIONS.of(http);
        var connections = Http.MAX_CONNECTIONS_PER_ADDRESS
                .in(http)
                .map(perAddress -> new HttpConfig.Connections(most, perAddress))
                .orElseGet(() -> HttpConfig.Connections.ofMost(most));
        return http.made(() -> new HttpConfig(host, port, tls, connections));
    }

    private HttpConfig.@Nullable Tls tls(String name, Section tls) {
        var certFile = Http.CERT_FILE.in(tls, folder::file);
        var keyFile = Http.KEY_FILE.in(tls, folder::file);
        var clientCaFile = Http.CLIENT_CA_FILE.in(tls, folder::file).orElse(null);
        return certFile.isEmpty() || keyFile.isEmpty()
                ? null
                : new HttpConfig.Tls(name, certFile.get(), keyFile.get(), clientCaFile);
    }

    private Optional<AdminConfig> admin() {
        var admin = ConfigKeys.Admin.ALL.in(root);
        var host = ConfigKeys.Admin.HOST.of(admin);
        int port = ConfigKeys.Admin.PORT.of(admin);
        return admin.made(() -> new AdminConfig(host, port));
    }

    private Optional<RedisConfig> redis() {
        var redis = Redis.ALL.in(root);
        var servers = servers(redis);
        var username = Redis.USERNAME.in(redis).orElse(null);
        var passwordFile = Redis.PASSWORD_FILE.in(redis, folder::file).orElse(null);
        var prefix = Redis.PREFIX.of(redis);
        int partitions = Redis.PARTITIONS.of(redis);
        var durability = Redis.DURABILITY.of(redis);
        int memoryHighWater = Redis.MEMORY_HIGH_WATER.of(redis);
        var tls = redis.has(Redis.TLS.name()) ? redisTls(Redis.TLS.in(redis)) : Optional.<RedisTls>empty();
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
        if (!redis.has(Redis.URIS.name())) {
            var uri = Redis.URI.in(redis, RedisConfig::uri).orElse(URI.create(Redis.URI.orElse()));
            return redis.made(() -> RedisServers.of(uri));
        }
        if (redis.has(Redis.URI.name())) redis.wrong("uris", "beside uri", "redis.uri or redis.uris");
        return Redis.URIS.in(redis).flatMap(uris -> redis.made(() -> new RedisServers.Cluster(uris)));
    }

    private Optional<RedisTls> redisTls(Section tls) {
        var caFile = Redis.CA_FILE.in(tls, folder::file).orElse(null);
        var certFile = Redis.CERT_FILE.in(tls, folder::file).orElse(null);
        var keyFile = Redis.KEY_FILE.in(tls, folder::file).orElse(null);
        return tls.made(() -> new RedisTls(caFile, certFile, keyFile));
    }

    private List<AppConfig> apps() {
        var apps = new ArrayList<AppConfig>();
        root.named(AppKeys.ALL.name(), 0, MAX_APPS)
                .forEach((name, app) -> app(name, app).ifPresent(apps::add));
        return apps;
    }

    private Optional<AppConfig> app(String name, Section app) {
        return AppKeys.PROVIDER.in(app.require(AppKeys.PROVIDER.name())).flatMap(provider -> switch (provider) {
            case APNS -> apns(name, app);
            case FCM -> fcm(name, app);
        });
    }

    private Optional<AppConfig> apns(String name, Section app) {
        AppKeys.APNS.check(app);
        var topic = AppKeys.TOPIC.in(app);
        var environment = AppKeys.ENVIRONMENT.in(app);
        var keyFile = AppKeys.KEY_FILE.in(app, folder::place);
        var keyId = AppKeys.KEY_ID.in(app);
        var teamId = AppKeys.TEAM_ID.in(app);
        var endpoint = AppKeys.ENDPOINT.in(app, Endpoint::parse).orElse(null);
        var caFile = AppKeys.CA_FILE.in(app, folder::place).orElse(null);
        boolean measureReceived = AppKeys.MEASURE_RECEIVED.of(app);
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
        AppKeys.FCM.check(app);
        var serviceAccountFile = AppKeys.SERVICE_ACCOUNT_FILE.in(app, folder::place);
        var endpoint = AppKeys.ENDPOINT.in(app, Endpoint::parse).orElse(null);
        var caFile = AppKeys.CA_FILE.in(app, folder::place).orElse(null);
        var project = AppKeys.PROJECT.in(app).orElse(null);
        var platforms = Set.copyOf(AppKeys.PLATFORMS.of(app));
        var quota = new Quotas.Terms(AppKeys.QUOTA_PER_MINUTE.of(app), AppKeys.RAMP_UP.of(app));
        return serviceAccountFile.flatMap(
                file -> app.made(() -> new AppConfig.Fcm(new FcmSettings(name, file, endpoint, caFile)
                        .withProject(project)
                        .withPlatforms(platforms)
                        .withQuota(quota))));
    }

    private Optional<EventRetention> events() {
        var events = ConfigKeys.Events.ALL.in(root);
        int perPartition = ConfigKeys.Events.PER_PARTITION.of(events);
        var age = ConfigKeys.Events.RETENTION.of(events);
        return events.made(() -> new EventRetention(perPartition, age));
    }

    private Optional<ErasureConfig> erasure() {
        var erasure = ConfigKeys.Erasure.ALL.in(root);
        var keyFile = ConfigKeys.Erasure.KEY_FILE.in(erasure, folder::file).orElse(null);
        var retention = ConfigKeys.Erasure.RETENTION.of(erasure);
        return erasure.made(() -> new ErasureConfig(keyFile, retention));
    }

    private Optional<TracingConfig> tracing() {
        var tracing = TracingKeys.ALL.in(root);
        var endpoint = TracingKeys.OTLP_ENDPOINT.in(tracing);
        double rate = TracingKeys.SAMPLE_RATE.of(tracing);
        var headersFile = TracingKeys.HEADERS_FILE.in(tracing, folder::file).orElse(null);
        var caFile = TracingKeys.CA_FILE.in(tracing, folder::file).orElse(null);
        var timeout = TracingKeys.TIMEOUT.of(tracing);
        int queue = TracingKeys.QUEUE.of(tracing);
        return endpoint.flatMap(
                it -> tracing.made(() -> new TracingConfig(it, rate, headersFile, caFile, timeout, queue)));
    }

    private Optional<EngagementConfig> engagement(int minUsers) {
        var engagement = Engagement.ALL.in(root);
        int touches = Engagement.TOUCHES.of(engagement);
        var keysFile = Engagement.KEYS_FILE.in(engagement, folder::file).orElse(null);
        int labels = Engagement.LABELS.of(engagement);
        var retention = Engagement.RETENTION.of(engagement);
        var conversions = Set.copyOf(Engagement.CONVERSIONS.of(engagement));
        var opened = Engagement.CONVERSION_WINDOW.of(engagement);
        var shown = Engagement.INFLUENCE_WINDOW.of(engagement);
        boolean feed = Engagement.FEED.of(engagement);
        return engagement.made(() -> new EngagementConfig(
                touches, keysFile, labels, retention, conversions, new Windows(opened, shown), minUsers, feed));
    }

    private Optional<ShutdownConfig> shutdown() {
        var shutdown = ConfigKeys.Shutdown.ALL.in(root);
        var grace = ConfigKeys.Shutdown.GRACE.of(shutdown);
        var timeout = ConfigKeys.Shutdown.TIMEOUT.of(shutdown);
        return shutdown.made(() -> new ShutdownConfig(grace, timeout));
    }
}
