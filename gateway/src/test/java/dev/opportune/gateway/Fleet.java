package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.connectors.Provider;
import dev.opportune.connectors.apns.ApnsProvider;
import dev.opportune.connectors.apns.ApnsSettings;
import dev.opportune.connectors.fcm.FcmProvider;
import dev.opportune.connectors.fcm.FcmSettings;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.gateway.http.Authenticator;
import dev.opportune.gateway.http.Listening;
import dev.opportune.gateway.lane.Gateway;
import dev.opportune.gateway.lane.GatewaySettings;
import dev.opportune.gateway.measure.Measurement;
import dev.opportune.gateway.send.limit.HighWater;
import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.gateway.trace.Traces;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.policy.PolicyFile;
import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.record.Push;
import dev.opportune.simulator.record.PushQuery;
import dev.opportune.templates.Templates;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Some gateways of one lane each with one Redis and both simulators, any of which a test may pause.
final class Fleet {

    final Simulator simulator = Simulator.start(SimulatorSettings.defaults());
    final List<Member> gateways = new ArrayList<>();
    final TestRedis redis;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path folder;
    private final String policy;
    private final SendLimits limits;
    private final @Nullable Measurement measurement;
    private final Supplier<Templates> templates;
    private final BiFunction<String, MeterRegistry, Traces> traces;

    Fleet(int size, String policy, SendLimits limits) throws Exception {
        this(size, policy, limits, null);
    }

    /// @param measurement null: nothing is measured
    Fleet(int size, String policy, SendLimits limits, @Nullable Measurement measurement) throws Exception {
        this(size, policy, limits, measurement, () -> Templates.NONE);
    }

    /// @param templates in force in each gateway, which a test may replace
    Fleet(int size, String policy, SendLimits limits, @Nullable Measurement measurement, Supplier<Templates> templates)
            throws Exception {
        this(size, policy, limits, measurement, templates, (_, _) -> Traces.none());
    }

    /// @param traces of each gateway, by its name
    static Fleet traced(int size, String policy, SendLimits limits, BiFunction<String, MeterRegistry, Traces> traces)
            throws Exception {
        return new Fleet(size, policy, limits, null, () -> Templates.NONE, traces);
    }

    private Fleet(
            int size,
            String policy,
            SendLimits limits,
            @Nullable Measurement measurement,
            Supplier<Templates> templates,
            BiFunction<String, MeterRegistry, Traces> traces)
            throws Exception {
        this.traces = traces;
        this.measurement = measurement;
        this.templates = templates;
        this.policy = policy;
        this.limits = limits;
        folder = Files.createTempDirectory("opportune-fleet");
        redis = TestRedis.start();
        for (int i = 0; i < size; i++) join();
    }

    /// Another gateway comes up.
    @CanIgnoreReturnValue
    Member join() throws Exception {
        return join(policy);
    }

    /// Another gateway comes up, by a policy of its own.
    @CanIgnoreReturnValue
    Member join(String policy) throws Exception {
        var member = new Member(gateways.size(), policy);
        gateways.add(member);
        return member;
    }

    /// One gateway.
    final class Member {

        final String name;
        final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        final Gateway gateway;
        final Traces traces;
        /// Its way to APNs.
        final HeardProvider heard;

        /// Its lane asks for the time at each call of a script, and waits for this one then.
        private volatile CountDownLatch pause = new CountDownLatch(0);

        private boolean closed;

        private Member(int number, String policy) throws Exception {
            this.name = "gateway-" + number;
            var rules = PolicyFile.parse(policy, "test");
            var settings = new GatewaySettings(
                    name,
                    1,
                    Listening.on("127.0.0.1", 0),
                    null,
                    redis.settings(Duration.ofSeconds(1)),
                    Durability.MEMORY,
                    Duration.ofHours(1),
                    Duration.ofHours(1),
                    EventRetention.DEFAULT,
                    null,
                    measurement,
                    limits,
                    HighWater.DEFAULT_PERCENT,
                    Duration.ofSeconds(2),
                    this::waitWhilePaused);
            this.traces = Fleet.this.traces.apply(name, meters);
            this.heard = new HeardProvider(apns());
            this.gateway = Gateway.start(
                            Gateway.vertx(1),
                            settings,
                            () -> rules,
                            templates,
                            traces,
                            Map.of("shop-ios", heard, "shop-android", fcm()),
                            Authenticator.insecure(),
                            meters)
                    .await(30, TimeUnit.SECONDS);
        }

        private long waitWhilePaused() {
            try {
                pause.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 0;
        }

        /// Stops its lane at its next call of Redis, with all that it has in its hands, as SIGSTOP would.
        void pause() {
            pause = new CountDownLatch(1);
        }

        void goOn() {
            pause.countDown();
        }

        /// Sends and gives the id of what was admitted.
        String send(String body, String... headers) throws Exception {
            var request = HttpRequest.newBuilder(uri("/v1/sends"))
                    .header("Content-Type", "application/json")
                    .timeout(Duration.ofSeconds(20))
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            var answer = http.send(
                    (headers.length == 0 ? request : request.headers(headers)).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            return GatewayFixture.JSON.readTree(answer.body()).get("send_id").asText();
        }

        HttpResponse<String> call(String method, String path, String body) throws Exception {
            return http.send(
                    HttpRequest.newBuilder(uri(path))
                            .header("Content-Type", "application/json")
                            .timeout(Duration.ofSeconds(20))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }

        JsonNode receipt(String sendId) throws Exception {
            var answer = http.send(
                    HttpRequest.newBuilder(uri("/v1/sends/" + sendId)).build(), HttpResponse.BodyHandlers.ofString());
            return GatewayFixture.JSON.readTree(answer.body());
        }

        private URI uri(String path) {
            return URI.create("http://127.0.0.1:" + gateway.port() + path);
        }

        /// What it has counted under this name, over all labels.
        double counted(String meter) {
            return meters.find(meter).counters().stream()
                    .mapToDouble(counter -> counter.count())
                    .sum();
        }

        double shown(String meter) {
            return meters.find(meter).gauges().stream()
                    .mapToDouble(gauge -> gauge.value())
                    .sum();
        }

        void close() throws Exception {
            goOn();
            if (closed) return;
            closed = true;
            var _ = gateway.close().await(40, TimeUnit.SECONDS);
            traces.close();
        }
    }

    private Provider apns() throws Exception {
        var files = simulator.writeCredentials(folder);
        var made = simulator.credentials();
        return new ApnsProvider(new ApnsSettings(
                "shop-ios",
                "com.example.shop",
                ApnsSettings.Environment.PRODUCTION,
                files.apnsKey(),
                made.apnsKeyId(),
                made.apnsTeamId(),
                new Endpoint("localhost", simulator.apnsPort()),
                files.ca()));
    }

    private Provider fcm() throws Exception {
        var files = simulator.writeCredentials(folder);
        return new FcmProvider(new FcmSettings(
                "shop-android", files.serviceAccount(), new Endpoint("localhost", simulator.fcmPort()), files.ca()));
    }

    List<Push> pushesOf(String sendId) {
        return simulator.pushes(PushQuery.ofSend(sendId));
    }

    void close() throws Exception {
        for (var member : gateways) member.close();
        simulator.close();
        redis.close();
        http.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
