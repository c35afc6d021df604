package dev.opportune.gateway.config;

import dev.opportune.connectors.Quotas;
import dev.opportune.connectors.apns.ApnsSettings;
import dev.opportune.connectors.apns.ApnsSettings.Environment;
import dev.opportune.connectors.fcm.FcmSettings;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.gateway.config.ConfigNode.Mapping;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import dev.opportune.ratelimiter.redis.RedisSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads a gateway's configuration: the YAML file, then the environment, then flags; what speaks later wins.
public final class ConfigFile {

    private static final Duration DEFAULT_RETENTION = Duration.ofHours(1);

    private final ConfigSection root;
    private final Path folder;
    private final Problems problems;

    private ConfigFile(Mapping tree, Path folder, Problems problems) {
        this.root = new ConfigSection(
                "",
                tree,
                folder,
                problems,
                "http",
                "admin",
                "redis",
                "lanes",
                "policy_file",
                "callers_file",
                "idempotency",
                "receipts",
                "events",
                "apps");
        this.folder = folder;
        this.problems = problems;
    }

    /// Reads and checks all of it. Files that it names must be there; what is in them is not looked at.
    ///
    /// @param environment of which variables such as `OPPORTUNE_HTTP_PORT` count
    /// @param flags texts such as `http.port=8081`
    public static Loaded<GatewayConfig> load(Path file, Map<String, String> environment, List<String> flags) {
        var problems = new Problems();
        var tree = ConfigTree.read(file, problems);
        if (!problems.all().isEmpty()) return problems.loaded(null);
        Overrides.apply(tree, environment, flags, problems);
        var folder = file.toAbsolutePath().getParent();
        var config = new ConfigFile(tree, folder == null ? Path.of("/") : folder, problems).config();
        return problems.loaded(config);
    }

    private @Nullable GatewayConfig config() {
        var http = http();
        var admin = admin();
        var redis = redis();
        var lanes = root.integer("lanes").orElse(Runtime.getRuntime().availableProcessors());
        var policyFile = root.required("policy_file", root::file);
        var callersFile = root.text("callers_file", root::file).orElse(null);
        var idempotency = retention("idempotency");
        var receipts = retention("receipts");
        var events = events();
        var apps = apps();
        if (http == null || admin == null || redis == null || events == null || policyFile == null) return null;
        return root.made(() -> new GatewayConfig(
                http, admin, redis, lanes, policyFile, callersFile, idempotency, receipts, events, apps));
    }

    private @Nullable HttpConfig http() {
        var http = root.section("http", "port", "tls");
        int port = http.integer("port").orElse(HttpConfig.DEFAULT_PORT);
        var tls = http.has("tls") ? tls(http.section("tls", "cert_file", "key_file")) : null;
        return http.made(() -> new HttpConfig(port, tls));
    }

    private HttpConfig.@Nullable Tls tls(ConfigSection tls) {
        var certFile = tls.required("cert_file", tls::file);
        var keyFile = tls.required("key_file", tls::file);
        return certFile == null || keyFile == null ? null : new HttpConfig.Tls(certFile, keyFile);
    }

    private @Nullable AdminConfig admin() {
        var admin = root.section("admin", "host", "port");
        String host = admin.text("host").orElse(AdminConfig.DEFAULT_HOST);
        int port = admin.integer("port").orElse(AdminConfig.DEFAULT_PORT);
        return admin.made(() -> new AdminConfig(host, port));
    }

    private @Nullable RedisConfig redis() {
        var redis = root.section("redis", "uri", "username", "password_file", "prefix", "partitions", "durability");
        var uri = redis.text("uri", ConfigFile::uri).orElse(URI.create(RedisConfig.DEFAULT_URI));
        var username = redis.text("username").orElse(null);
        var passwordFile = redis.text("password_file", redis::file).orElse(null);
        var prefix = redis.text("prefix").orElse(RedisSettings.DEFAULT_PREFIX);
        int partitions = redis.integer("partitions").orElse(RedisSettings.DEFAULT_PARTITIONS);
        var durability = redis.text("durability", RedisConfig::durability).orElse(Durability.AOF);
        return redis.made(() -> new RedisConfig(uri, username, passwordFile, prefix, partitions, durability));
    }

    private List<AppConfig> apps() {
        var apps = new ArrayList<AppConfig>();
        var all = new ConfigSection("apps.", root.mapping("apps"), folder, problems);
        for (String name : root.mapping("apps").members().keySet()) {
            if (AppConfig.NAME.matcher(name).matches()) {
                Optional.ofNullable(app(name, all)).ifPresent(apps::add);
            } else {
                problems.add(
                        all.where(name), "apps: \"" + name + "\" (expected: small letters, digits and -, at most 64)");
            }
        }
        return apps;
    }

    private @Nullable AppConfig app(String name, ConfigSection all) {
        String provider = all.section(name).required("provider", ConfigFile::provider);
        if (provider == null) return null;
        return provider.equals("apns") ? apns(name, all) : fcm(name, all);
    }

    private @Nullable AppConfig apns(String name, ConfigSection all) {
        var app = all.section(
                name, "provider", "topic", "environment", "key_file", "key_id", "team_id", "endpoint", "ca_file");
        var topic = app.required("topic", Function.identity());
        var environment = app.required("environment", Environment::parse);
        var keyFile = app.required("key_file", app::place);
        var keyId = app.required("key_id", Function.identity());
        var teamId = app.required("team_id", Function.identity());
        var endpoint = app.text("endpoint", Endpoint::parse).orElse(null);
        var caFile = app.text("ca_file", app::place).orElse(null);
        if (topic == null || environment == null || keyFile == null || keyId == null || teamId == null) return null;
        return app.made(() -> new AppConfig.Apns(
                new ApnsSettings(name, topic, environment, keyFile, keyId, teamId, endpoint, caFile)));
    }

    private @Nullable AppConfig fcm(String name, ConfigSection all) {
        var app = all.section(
                name, "provider", "service_account_file", "endpoint", "ca_file", "quota_per_minute", "ramp_up");
        var serviceAccountFile = app.required("service_account_file", app::place);
        var endpoint = app.text("endpoint", Endpoint::parse).orElse(null);
        var caFile = app.text("ca_file", app::place).orElse(null);
        int perMinute = app.integer("quota_per_minute").orElse(FcmSettings.DEFAULT_QUOTA.perMinute());
        var rampUp = app.text("ramp_up", ConfigFile::duration).orElse(FcmSettings.DEFAULT_QUOTA.rampUp());
        if (serviceAccountFile == null) return null;
        return app.made(() -> new AppConfig.Fcm(
                new FcmSettings(name, serviceAccountFile, endpoint, caFile).withQuota(quota(perMinute, rampUp))));
    }

    /// In the words of the file.
    private static Quotas.Terms quota(int perMinute, Duration rampUp) {
        if (perMinute < 1) throw new IllegalArgumentException("quota_per_minute: " + perMinute + " (expected: >= 1)");
        if (rampUp.isNegative()) throw new IllegalArgumentException("ramp_up: " + rampUp + " (expected: >= PT0S)");
        return new Quotas.Terms(perMinute, rampUp);
    }

    private static String provider(String word) {
        if (word.equals("apns") || word.equals("fcm")) return word;
        throw new IllegalArgumentException('"' + word + "\" (expected: apns or fcm)");
    }

    private Duration retention(String key) {
        return root.section(key, "retention")
                .text("retention", ConfigFile::duration)
                .orElse(DEFAULT_RETENTION);
    }

    private @Nullable EventRetention events() {
        var events = root.section("events", "per_partition", "retention");
        int perPartition = events.integer("per_partition").orElse(EventRetention.DEFAULT.perPartition());
        var age = events.text("retention", ConfigFile::duration).orElse(EventRetention.DEFAULT.age());
        return events.made(() -> new EventRetention(perPartition, age));
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException('"' + text + "\" (expected: an ISO 8601 duration such as PT1H)", e);
        }
    }

    /// What it does not say it does not show either: there may be a password in it.
    private static URI uri(String text) {
        try {
            var uri = new URI(text);
            if (uri.getRawUserInfo() == null) return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URI (expected: redis://host:port)", e);
        }
        throw new IllegalArgumentException("has a user or a password (expected: username and password_file)");
    }
}
