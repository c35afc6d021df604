package dev.opportune.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.Quotas;
import dev.opportune.connectors.apns.ApnsSettings.Environment;
import dev.opportune.connectors.fcm.message.FcmPlatform;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.connectors.wire.NoProxy;
import dev.opportune.engagement.touch.Interactions;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import dev.opportune.ratelimiter.redis.RedisServers;
import dev.opportune.ratelimiter.redis.RedisTls;
import dev.opportune.yaml.key.Keys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {

    static final String FULL = """
            http:
              host: 10.0.0.7
              port: 8443
              tls: {cert_file: cert.pem, key_file: key.pem, client_ca_file: ca.pem}
              max_connections: 500
              max_connections_per_address: 100
            admin: {host: 0.0.0.0, port: 9100}
            redis:
              uri: rediss://redis.example:6380/1
              username: gateway
              password_file: password
              tls: {ca_file: ca.pem, cert_file: cert.pem, key_file: key.pem}
              prefix: "shop:"
              partitions: 64
              durability: memory
              memory_high_water: 70
            lanes: 3
            lease: PT20S
            policy_file: policy.yaml
            templates_dir: templates
            callers_file: callers.yaml
            idempotency: {retention: PT2H}
            receipts: {retention: PT30M}
            ingest: {host: 10.0.0.8, port: 8444, tls: {cert_file: cert.pem, key_file: key.pem},
                     max_connections: 50, max_connections_per_address: 5}
            events: {per_partition: 100, retention: PT2H}
            erasure: {refusals_key_file: erasure.key, refusals_retention: P30D}
            shutdown: {grace: PT10S, timeout: PT1M}
            log: {format: json}
            tracing:
              otlp_endpoint: https://otel.example:4318
              sample_rate: 0.25
              headers_file: headers
              ca_file: ca.pem
              timeout: PT2S
              queue: 1000
            engagement:
              touches: 12
              keys_file: engagement.yaml
              labels: 500
              retention: P30D
              conversions: [purchase, sign-up]
              conversion_window: P2D
              influence_window: PT12H
              feed: true
            reports: {min_users: 20}
            proxy:
              url: http://proxy.example:3128
              username: gateway
              password_file: password
              no_proxy: [10.0.0.0/8, .svc.cluster.local]
            apps:
              shop-ios:
                provider: apns
                topic: com.example.shop
                environment: sandbox
                key_file: key.p8
                key_id: 0123456789
                team_id: TEAM567890
                endpoint: "localhost:2197"
                ca_file: ca.pem
                measure_received: true
              shop-android: {provider: fcm, service_account_file: sa.json, platforms: [android, web], project: shop-1,
                             quota_per_minute: 1200, ramp_up: PT5M,
                             endpoint: "localhost:2198", ca_file: ca.pem}
              shop-wear: {provider: fcm, service_account_file: sa.json, project: shop-wear-1}
            """;

    /// The same.
    private static final String FULL_AS_PAIRS = """
            http.host=10.0.0.7
            http.port=8443
            http.tls.cert_file=cert.pem
            http.tls.key_file=key.pem
            http.tls.client_ca_file=ca.pem
            http.max_connections=500
            http.max_connections_per_address=100
            admin.host=0.0.0.0
            admin.port=9100
            redis.uri=rediss://redis.example:6380/1
            redis.username=gateway
            redis.password_file=password
            redis.tls.ca_file=ca.pem
            redis.tls.cert_file=cert.pem
            redis.tls.key_file=key.pem
            redis.prefix=shop:
            redis.partitions=64
            redis.durability=memory
            redis.memory_high_water=70
            lanes=3
            lease=PT20S
            policy_file=policy.yaml
            templates_dir=templates
            callers_file=callers.yaml
            idempotency.retention=PT2H
            receipts.retention=PT30M
            events.per_partition=100
            events.retention=PT2H
            erasure.refusals_key_file=erasure.key
            erasure.refusals_retention=P30D
            ingest.host=10.0.0.8
            ingest.port=8444
            ingest.tls.cert_file=cert.pem
            ingest.tls.key_file=key.pem
            ingest.max_connections=50
            ingest.max_connections_per_address=5
            shutdown.grace=PT10S
            shutdown.timeout=PT1M
            log.format=json
            tracing.otlp_endpoint=https://otel.example:4318
            tracing.sample_rate=0.25
            tracing.headers_file=headers
            tracing.ca_file=ca.pem
            tracing.timeout=PT2S
            tracing.queue=1000
            engagement.touches=12
            engagement.keys_file=engagement.yaml
            engagement.labels=500
            engagement.retention=P30D
            engagement.conversions=purchase, sign-up
            engagement.conversion_window=P2D
            engagement.influence_window=PT12H
            engagement.feed=true
            reports.min_users=20
            proxy.url=http://proxy.example:3128
            proxy.username=gateway
            proxy.password_file=password
            proxy.no_proxy=10.0.0.0/8, .svc.cluster.local
            apps.shop-ios.provider=apns
            apps.shop-ios.topic=com.example.shop
            apps.shop-ios.environment=sandbox
            apps.shop-ios.key_file=key.p8
            apps.shop-ios.key_id=0123456789
            apps.shop-ios.team_id=TEAM567890
            apps.shop-ios.endpoint=localhost:2197
            apps.shop-ios.ca_file=ca.pem
            apps.shop-ios.measure_received=true
            apps.shop-android.provider=fcm
            apps.shop-android.service_account_file=sa.json
            apps.shop-android.quota_per_minute=1200
            apps.shop-android.ramp_up=PT5M
            apps.shop-android.platforms=android,web
            apps.shop-android.project=shop-1
            apps.shop-android.endpoint=localhost:2198
            apps.shop-android.ca_file=ca.pem
            apps.shop-wear.provider=fcm
            apps.shop-wear.service_account_file=sa.json
            apps.shop-wear.project=shop-wear-1""";

    @TempDir
    private Path folder;

    private ConfigFolder files;

    @BeforeEach
    void files() throws IOException {
        files = new ConfigFolder(folder);
    }

    @Test
    void every_key_is_read() throws IOException {
        var config = files.good(FULL);

        assertThat(config.http())
                .isEqualTo(new HttpConfig(
                        "10.0.0.7",
                        8443,
                        new HttpConfig.Tls(
                                folder.resolve("cert.pem"), folder.resolve("key.pem"), folder.resolve("ca.pem")),
                        new HttpConfig.Connections(500, 100)));
        assertThat(config.ingest())
                .isEqualTo(new HttpConfig(
                        "10.0.0.8",
                        8444,
                        new HttpConfig.Tls("ingest.tls", folder.resolve("cert.pem"), folder.resolve("key.pem"), null),
                        new HttpConfig.Connections(50, 5)));
        assertThat(config.admin()).isEqualTo(new AdminConfig("0.0.0.0", 9100));
        assertThat(config.redis())
                .isEqualTo(new RedisConfig(
                        RedisServers.of(URI.create("rediss://redis.example:6380/1")),
                        "gateway",
                        folder.resolve("password"),
                        new RedisTls(folder.resolve("ca.pem"), folder.resolve("cert.pem"), folder.resolve("key.pem")),
                        "shop:",
                        64,
                        Durability.MEMORY,
                        70));
        assertThat(config.lanes()).isEqualTo(3);
        assertThat(config.lease()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.policyFile()).isEqualTo(folder.resolve("policy.yaml"));
        assertThat(config.callersFile()).isEqualTo(folder.resolve("callers.yaml"));
        assertThat(config.idempotencyRetention()).isEqualTo(Duration.ofHours(2));
        assertThat(config.receiptsRetention()).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.events()).isEqualTo(new EventRetention(100, Duration.ofHours(2)));
        assertThat(config.templatesDir()).isEqualTo(folder.resolve("templates"));
        assertThat(config.shutdown()).isEqualTo(new ShutdownConfig(Duration.ofSeconds(10), Duration.ofMinutes(1)));
        assertThat(config.log().format()).isEqualTo(LogConfig.Format.JSON);
        assertThat(config.tracing())
                .isEqualTo(new TracingConfig(
                        URI.create("https://otel.example:4318/v1/traces"),
                        0.25,
                        folder.resolve("headers"),
                        folder.resolve("ca.pem"),
                        Duration.ofSeconds(2),
                        1000));
        assertThat(config.engagement())
                .isEqualTo(new EngagementConfig(
                        12,
                        folder.resolve("engagement.yaml"),
                        500,
                        Duration.ofDays(30),
                        Set.of("purchase", "sign-up"),
                        new Interactions.Windows(Duration.ofDays(2), Duration.ofHours(12)),
                        20,
                        true));
        assertThat(config.proxy())
                .isEqualTo(new ProxyConfig(
                        new Endpoint("proxy.example", 3128),
                        new ProxyConfig.Credentials.OfFile("gateway", folder.resolve("password")),
                        NoProxy.parse("10.0.0.0/8,.svc.cluster.local")));
        assertThat(config.egress().proxy().login().password()).isEqualTo("hush");
        assertThat(config.apps()).extracting(AppConfig::name).containsExactly("shop-ios", "shop-android", "shop-wear");
        var apns = ((AppConfig.Apns) config.apps().getFirst()).settings();
        assertThat(apns.environment()).isEqualTo(Environment.SANDBOX);
        assertThat(apns.keyId()).isEqualTo("0123456789");
        assertThat(apns.measureReceived()).isTrue();
        assertThat(apns.endpoint()).isEqualTo(new Endpoint("localhost", 2197));
        assertThat(apns.caFile()).isEqualTo(folder.resolve("ca.pem"));
        var fcm = ((AppConfig.Fcm) config.apps().get(1)).settings();
        assertThat(fcm.serviceAccountFile()).isEqualTo(folder.resolve("sa.json"));
        assertThat(fcm.quota()).isEqualTo(new Quotas.Terms(1200, Duration.ofMinutes(5)));
        assertThat(fcm.platforms()).containsExactlyInAnyOrder(FcmPlatform.ANDROID, FcmPlatform.WEB);
        var wear = ((AppConfig.Fcm) config.apps().getLast()).settings();
        assertThat(wear.project()).isEqualTo("shop-wear-1");
        assertThat(fcm.project()).isEqualTo("shop-1");
        assertThat(wear.platforms()).containsExactlyInAnyOrder(FcmPlatform.values());
        assertThat(wear.quota()).isEqualTo(new Quotas.Terms(600_000, Duration.ofMinutes(1)));
    }

    @Test
    void whatever_the_file_may_say_environment_and_flags_may_say() throws IOException {
        var said = new TreeMap<String, String>();
        for (var line : FULL_AS_PAIRS.lines().toList()) {
            var pair = line.split("=", 2);
            said.put(pair[0], pair[1]);
        }
        assertThat(said.keySet())
                .as("every key that there is")
                .containsAll(ConfigKeys.ofValues().stream()
                        .filter(key -> !key.equals("redis.uris")) // in place of redis.uri
                        .toList())
                .containsAll(names("shop-ios", AppKeys.APNS))
                .containsAll(names("shop-android", AppKeys.FCM));
        var environment = new HashMap<String, String>();
        said.forEach((key, value) ->
                environment.put("OPPORTUNE_" + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
        var flags = said.entrySet().stream()
                .map(it -> it.getKey() + "=" + it.getValue())
                .toList();

        var apps = "apps: {shop-ios: {}, shop-android: {}, shop-wear: {}}";
        assertThat(files.load(apps, environment, List.of())).isEqualTo(new Loaded.Good<>(files.good(FULL)));
        assertThat(files.load(apps, Map.of(), flags)).isEqualTo(new Loaded.Good<>(files.good(FULL)));
    }

    private static List<String> names(String app, Keys keys) {
        return keys.members().stream()
                .map(key -> "apps." + app + '.' + key.name())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "http: {port: 70000}            | 2: http.port: 70000 (expected: 0 to 65535)",
                "http: {port: many}             | 2: http.port: many (expected: a whole number)",
                "http: {prot: 80}               | 2: http.prot: unknown key (expected: one of host, port, tls,",
                "http: {max_connections: 0}     | 2: http.max_connections: 0 (expected: >= 1)",
                "http: {max_connections_per_address: 0} | 2: http.max_connections_per_address: 0 (expected: >= 1)",
                "http: 80                       | 2: http: 80 (expected: a mapping)",
                "http: {tls: {cert_file: cert.pem}} | 2: http.tls.key_file: missing (expected: a value)",
                "htpp: {port: 80}               | 2: htpp: unknown key (expected: one of http, admin,",
                "admin: {port: -1}              | 2: admin.port: -1 (expected: 0 to 65535)",
                "redis: {durability: high}      | 2: redis.durability: \"high\" (expected: memory, aof or replicated)",
                "redis: {memory_low_water: 1}  | 2: redis.memory_low_water: unknown key",
                "redis: {uris: []}              | 2: redis.uris: 0 of them (expected: 1 to 100)",
                "redis: {uris: [redis://a, rediss://b]} | (expected: a list of redis://host:port, or of",
                "redis: {uris: [redis://a/1]}   | 2: redis.uris: redis://a/1 (expected: no database but 0)",
                "redis: {uris: [redis://a, redis://a]} | redis.uris[1]: given twice (expected: once)",
                "redis: {uris: [http://a]}      | 2: redis.uris: http://a (expected: a list of",
                "redis: {uri: redis://a, uris: [redis://b]} | 2: redis.uris: beside uri (expected: redis.uri or redis.uris)",
                "redis: {uri: redis-sentinel://a:1} | 2: redis.uri: redis-sentinel://a:1 (expected: redis-sentinel://",
                "redis: {uri: 'redis-sentinel://a:1,,b/m'} | (expected: redis-sentinel://host:port,host:port/master-name)",
                "redis: {uris: [redis://a], tls: {ca_file: ca.pem}} | redis.tls: is of no use with redis://a (expected: rediss",
                "redis: {password: x}           | 2: redis.password: unknown key",
                "redis: {partitions: 0}         | 2: redis.partitions: 0 (expected: 1 to 4096)",
                "redis: {uri: http://x}         | 2: redis.uri: http://x (expected: redis://host:port",
                "redis: {uri: redis://u:hush@x} | 2: redis.uri: has a user or a password (expected",
                "redis: {username: u}           | 2: redis.username: has no password_file (expected: both)",
                "redis: {password_file: none}   | none (expected: a file that can be read)",
                "lanes: 0                       | 2: lanes: 0 (expected: 1 to 256)",
                "receipts: {retention: 1h}      | 2: receipts.retention: 1h (expected: an ISO 8601 duration",
                "events: {retention: P8D}        | events.retention: P8D (expected: PT1S to P7D)",
                "engagement: {touches: 33}       | 2: engagement.touches: 33 (expected: 1 to 32)",
                "engagement: {labels: 0}         | 2: engagement.labels: 0 (expected: 1 to 100000)",
                "engagement: {retention: PT1H}   | 2: engagement.retention: PT1H (expected: P1D to P400D)",
                "engagement: {feed: perhaps}    | 2: engagement.feed: perhaps (expected: true or false)",
                "reports: {min_users: 0}        | 2: reports.min_users: 0 (expected: 1 to 100)",
                "reports: {most: 1}             | 2: reports.most",
                "engagement: {keys_file: none}   | none (expected: a file that can be read)",
                "engagement: {conversions: [Buy]} | 2: engagement.conversions[0]: \"Buy\" (expected: small letters,",
                "engagement: {conversion_window: P31D} | 2: engagement.conversion_window: P31D (expected: PT0S to P30D)",
                "engagement: {influence_window: -PT1S} | 2: engagement.influence_window: -PT1S (expected: PT0S to P30D)",
                "shutdown: {grace: PT6M}         | 2: shutdown.grace: PT6M (expected: PT0S to PT5M)",
                "shutdown: {timeout: PT9S}       | 2: shutdown.timeout: PT9S (expected: PT5S more than grace at least, and PT10M at most)",
                "events: {per_partition: -1}     | 2: events.per_partition: -1 (expected: 0 to 100000)",
                "receipts: {retention: PT0S}    | receipts.retention: PT0S (expected: PT1S to P7D)",
                "callers_file: nope.yaml        | nope.yaml (expected: a file that can be read)",
                "callers_file: [a]              | 2: callers_file: a list (expected: a value)",
                "callers_file:                  | 2: callers_file: nothing (expected: a value)",
                "apps: {Shop: {provider: fcm}}  | 2: apps.Shop: a bad name (expected: small letters, digits and -",
                "apps: {shop: {}}               | 2: apps.shop.provider: missing (expected: a value)",
                "apps: {shop: {provider: gcm}}  | 2: apps.shop.provider: gcm (expected: apns, fcm)",
                "apps: {shop: {provider: fcm}}  | 2: apps.shop.service_account_file: missing (expected: a value)",
                "apps: {s: {provider: fcm, service_account_file: sa.json, platforms: []}} "
                        + "| 2: apps.s.platforms: is empty (expected: at least one)",
                "apps: {s: {provider: fcm, service_account_file: sa.json, platforms: [android, linux]}} "
                        + "| 2: apps.s.platforms[1]: linux (expected: android, ios, web)",
                "apps: {s: {provider: fcm, service_account_file: sa.json, quota_per_minute: 0}} "
                        + "| 2: apps.s.quota_per_minute: 0 (expected: >= 1)",
                "apps: {s: {provider: fcm, service_account_file: sa.json, project: a/b}} "
                        + "| 2: apps.s.project: \"a/b\" (expected: a Firebase project's id",
                "apps: {s: {provider: fcm, topic: t, service_account_file: sa.json}} | 2: apps.s.topic: unknown key",
                "apps: {s: {provider: fcm, endpoint: \"https://fcm.example:443\", service_account_file: sa.json}} "
                        + "| 2: apps.s.endpoint: \"https://fcm.example:443\" (expected: host:port, such as localhost:8443;",
                "lanes: *all                    | 2: lanes: an anchor or an alias",
                "lanes: !!int 2                 | 2: lanes: a tag (expected: the value itself)",
                "lanes: \"2\"                     | 2: lanes: 2 (expected: a whole number, without quotes)",
                "apps:                          | 2: apps: nothing (expected: a mapping)",
                "http: &all {port: 80}          | 2: http: an anchor or an alias",
                "[                              | gateway.yaml:3: not YAML: ",
            })
    void what_is_wrong_is_named_with_its_line_and_key(String line, String expected) {
        assertThat(files.bad("policy_file: policy.yaml\n" + line + "\n", Map.of(), List.of()))
                .anySatisfy(it -> assertThat(it).contains(expected));
    }

    @Test
    void a_problem_of_an_app_names_the_app() {
        var text = FULL.replace("key_id: 0123456789", "key_id: short");

        assertThat(files.bad(text, Map.of(), List.of()))
                .singleElement()
                .isEqualTo(folder.resolve("gateway.yaml")
                        + ":58: apps.shop-ios.key_id: \"short\" (expected: 10 characters)");
    }
}
