package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.connectors.Provider;
import dev.opportune.connectors.apns.ApnsProvider;
import dev.opportune.connectors.apns.ApnsSettings;
import dev.opportune.connectors.fcm.FcmProvider;
import dev.opportune.connectors.fcm.FcmSettings;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.gateway.contract.CheckingHttpClient;
import dev.opportune.gateway.http.Authenticator;
import dev.opportune.gateway.http.Listening;
import dev.opportune.gateway.lane.Gateway;
import dev.opportune.gateway.lane.GatewaySettings;
import dev.opportune.gateway.measure.Measurement;
import dev.opportune.gateway.send.limit.HighWater;
import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.gateway.trace.Traces;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.policy.PolicyException;
import dev.opportune.ratelimiter.policy.PolicyFile;
import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import dev.opportune.ratelimiter.user.KeptRefusals;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.record.Push;
import dev.opportune.simulator.record.PushQuery;
import dev.opportune.templates.Templates;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A whole gateway of two lanes with a real Redis and both simulators, each on free ports, for the tests of a class, in
/// a static field with `@RegisterExtension`. After each test the providers behave as they normally do.
final class GatewayFixture implements AfterEachCallback, AfterAllCallback {

    static final ObjectMapper JSON = new ObjectMapper();
    static final int LANES = 2;

    final Simulator simulator;
    final Gateway gateway;
    /// Fails when an exchange is not as the OpenAPI document says.
    final HttpClient http = CheckingHttpClient.ofCallers(
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    /// The file of the app shop-ios.
    Path apnsKey;

    final TestRedis redis;
    private final Path folder;

    /// By how much tests have moved Redis' clock from this machine's; 0: not at all.
    private volatile long movedMillis;

    /// By how much they have moved the providers'.
    private volatile long providersMovedMillis;

    GatewayFixture(String policy) {
        this(policy, Duration.ofSeconds(5)); // patient, since a shared machine may pause
    }

    GatewayFixture(String policy, Duration redisTimeout) {
        this(policy, redisTimeout, provider -> provider);
    }

    /// @param hearing may put itself before each provider
    GatewayFixture(String policy, Duration redisTimeout, UnaryOperator<Provider> hearing) {
        this(policy, redisTimeout, hearing, Authenticator.insecure());
    }

    /// @param limits of each lane
    GatewayFixture(String policy, SendLimits limits) {
        this(policy, limits, provider -> provider);
    }

    GatewayFixture(String policy, SendLimits limits, UnaryOperator<Provider> hearing) {
        this(policy, Duration.ofSeconds(5), hearing, Authenticator.insecure(), limits, Durability.MEMORY, null);
    }

    /// @param durability with REPLICATED there is a replica
    GatewayFixture(String policy, Duration redisTimeout, Durability durability) {
        this(
                policy,
                redisTimeout,
                provider -> provider,
                Authenticator.insecure(),
                SendLimits.DEFAULT,
                durability,
                null);
    }

    /// @param authenticator who may call
    GatewayFixture(String policy, Duration redisTimeout, UnaryOperator<Provider> hearing, Authenticator authenticator) {
        this(policy, redisTimeout, hearing, authenticator, SendLimits.DEFAULT, Durability.MEMORY, null);
    }

    /// One with templates, which a test may replace.
    static GatewayFixture withTemplates(String policy, SendLimits limits, Supplier<Templates> templates) {
        return new GatewayFixture(
                policy,
                Duration.ofSeconds(5),
                provider -> provider,
                Authenticator.insecure(),
                limits,
                Durability.MEMORY,
                null,
                templates);
    }

    /// One with templates that measures what becomes of sends, or does not, for those that are known.
    static GatewayFixture withTemplates(
            String policy,
            @Nullable Measurement measurement,
            Authenticator authenticator,
            Supplier<Templates> templates) {
        return new GatewayFixture(
                policy,
                Duration.ofSeconds(5),
                provider -> provider,
                authenticator,
                SendLimits.DEFAULT,
                Durability.MEMORY,
                measurement,
                templates);
    }

    /// One that measures what becomes of sends.
    GatewayFixture(String policy, Measurement measurement) {
        this(policy, measurement, Authenticator.insecure());
    }

    /// The same, for those that are known.
    GatewayFixture(String policy, Measurement measurement, Authenticator authenticator) {
        this(
                policy,
                Duration.ofSeconds(5),
                provider -> provider,
                authenticator,
                SendLimits.DEFAULT,
                Durability.MEMORY,
                measurement);
    }

    private GatewayFixture(
            String policy,
            Duration redisTimeout,
            UnaryOperator<Provider> hearing,
            Authenticator authenticator,
            SendLimits limits,
            Durability durability,
            @Nullable Measurement measurement) {
        this(policy, redisTimeout, hearing, authenticator, limits, durability, measurement, () -> Templates.NONE);
    }

    private GatewayFixture(
            String policy,
            Duration redisTimeout,
            UnaryOperator<Provider> hearing,
            Authenticator authenticator,
            SendLimits limits,
            Durability durability,
            @Nullable Measurement measurement,
            Supplier<Templates> templates) {
        try {
            folder = Files.createTempDirectory("opportune-test");
            redis = TestRedis.start(durability == Durability.REPLICATED ? 1 : 0);
            simulator = Simulator.start(SimulatorSettings.defaults().withClock(new ProvidersClock()));
            var rules = PolicyFile.parse(policy, "test");
            var settings = new GatewaySettings(
                    "test",
                    LANES,
                    Listening.on("127.0.0.1", 0),
                    measurement == null ? null : Listening.on("127.0.0.1", 0),
                    redis.settings(redisTimeout),
                    durability,
                    Duration.ofHours(1),
                    Duration.ofHours(1),
                    EventRetention.DEFAULT,
                    new KeptRefusals(new byte[32], KeptRefusals.DEFAULT_RETENTION),
                    measurement,
                    limits,
                    HighWater.DEFAULT_PERCENT,
                    Duration.ofMillis(100),
                    () -> movedMillis == 0 ? 0 : System.currentTimeMillis() + movedMillis);
            gateway = Gateway.start(
                            Gateway.vertx(LANES),
                            settings,
                            () -> rules,
                            templates,
                            Traces.none(),
                            providers(hearing),
                            authenticator,
                            meters)
                    .await(30, TimeUnit.SECONDS);
        } catch (IOException | PolicyException | TimeoutException e) {
            throw new AssertionError("the gateway does not start", e);
        }
    }

    private Map<String, Provider> providers(UnaryOperator<Provider> hearing) throws IOException {
        var files = simulator.writeCredentials(folder);
        apnsKey = files.apnsKey();
        var made = simulator.credentials();
        var apns = new ApnsSettings(
                "shop-ios",
                "com.example.shop",
                ApnsSettings.Environment.PRODUCTION,
                files.apnsKey(),
                made.apnsKeyId(),
                made.apnsTeamId(),
                new Endpoint("localhost", simulator.apnsPort()),
                files.ca());
        var fcm = new FcmSettings(
                "shop-android", files.serviceAccount(), new Endpoint("localhost", simulator.fcmPort()), files.ca());
        var providers = new HashMap<String, Provider>();
        providers.put("shop-ios", new ApnsProvider(apns));
        providers.put("shop-android", new FcmProvider(fcm));
        providers.replaceAll((_, provider) -> hearing.apply(provider));
        return providers;
    }

    /// The certificate that signed the simulators'.
    Path simulatorsCa() {
        return folder.resolve("ca.pem");
    }

    /// Moves Redis' clock, by which every moment is judged. It steps, as when another Redis takes over.
    void moveClockTo(Instant instant) {
        movedMillis = instant.toEpochMilli() - System.currentTimeMillis();
    }

    /// Redis' clock is that much ahead of this machine's, and the providers' is not.
    void moveRedis(Duration ahead) {
        movedMillis = ahead.toMillis();
        providersMovedMillis = 0;
    }

    /// All clocks but this machine's are that much ahead, so that it is this machine's that is wrong.
    void moveWorld(Duration ahead) {
        movedMillis = ahead.toMillis();
        providersMovedMillis = ahead.toMillis();
    }

    Instant redisNow() {
        return Instant.now().plusMillis(movedMillis);
    }

    /// Puts something in the place of a send's record that nobody can read.
    void spoil(String sendId) throws IOException {
        var script = "return redis.call('SET', redis.call('KEYS', '*:s:' .. ARGV[1])[1], 'spoilt')";
        redis.order("EVAL", script, "0", sendId);
    }

    /// Makes the content of a send's record one that nobody can read.
    void spoilContent(String sendId) throws IOException {
        // It is the last thing in the record.
        var script = "local k = redis.call('KEYS', '*:s:' .. ARGV[1])[1]"
                + " return redis.call('SET', k, string.sub(redis.call('GET', k), 1, -8) .. 'spoilt!')";
        redis.order("EVAL", script, "0", sendId);
    }

    HttpResponse<String> post(String body, String... headers) throws Exception {
        return http.send(postRequest("/v1/sends", body, headers), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest postRequest(String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return headers.length == 0 ? request.build() : request.headers(headers).build();
    }

    HttpResponse<String> call(String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + gateway.port() + path);
    }

    /// Where apps' devices report.
    URI ingestUri(String path) {
        return URI.create("http://127.0.0.1:" + gateway.ingestPort() + path);
    }

    /// Sends and gives the answer, which must have this status.
    @CanIgnoreReturnValue
    JsonNode send(int status, String body, String... headers) throws Exception {
        var answer = post(body, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    JsonNode receipt(String sendId) throws Exception {
        return JSON.readTree(call("GET", "/v1/sends/" + sendId, "").body());
    }

    /// Waits until the send has come to this state and gives it as it is then.
    @CanIgnoreReturnValue
    JsonNode awaitState(String sendId, String state) throws Exception {
        await().atMost(Duration.ofSeconds(40))
                .pollDelay(Duration.ZERO)
                .untilAsserted(
                        () -> assertThat(receipt(sendId).path("state").asText()).isEqualTo(state));
        return receipt(sendId);
    }

    List<Push> pushesTo(String deviceToken) {
        return simulator.pushes(PushQuery.toDevice(deviceToken));
    }

    @Override
    public void afterEach(ExtensionContext test) {
        simulator.behaviour().normal();
    }

    @Override
    public void afterAll(ExtensionContext tests) throws Exception {
        var _ = gateway.close().await(30, TimeUnit.SECONDS);
        simulator.close();
        redis.close();
        http.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    /// A device token of Apple's form, from a name.
    static String iosToken(String name) {
        var hex = new StringBuilder(HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8)));
        while (hex.length() < 64) hex.append('0');
        return hex.toString();
    }

    private final class ProvidersClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return Instant.now().plusMillis(providersMovedMillis);
        }
    }
}
