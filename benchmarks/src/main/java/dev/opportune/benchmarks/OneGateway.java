package dev.opportune.benchmarks;

import dev.opportune.connectors.apns.ApnsProvider;
import dev.opportune.connectors.apns.ApnsSettings;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.gateway.config.Caller;
import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Authenticator;
import dev.opportune.gateway.http.Listening;
import dev.opportune.gateway.lane.Gateway;
import dev.opportune.gateway.lane.GatewaySettings;
import dev.opportune.gateway.send.limit.HighWater;
import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.policy.PolicyException;
import dev.opportune.ratelimiter.policy.PolicyFile;
import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A whole gateway of one lane with all that a send meets: a real Redis, and APNs' stand-in over TLS, which shares the
/// process and has threads of its own.
final class OneGateway implements AutoCloseable {

    static final String KEY = "a-key-of-the-benchmarks";

    static final List<String> CATEGORIES = List.of("plain", "capped");

    private static final String APP = "shop-ios";
    private static final String TOPIC = "com.example.shop";
    private static final long PATIENCE_SECONDS = 60;

    /// Longer than any run: nothing ends while it is looked at.
    private static final Duration RETENTION = Duration.ofHours(1);

    private static final String POLICY = """
            version: "benchmark"
            caps:
              hour:   {limit: 12, window: PT1H}
              day:    {limit: 500, window: PT24H}
              today:  {limit: 1000, calendar: day}
            categories:
              plain:  {class: transactional, intent: know, ttl: PT6H, quiet_hours: ignore, consent: none}
              capped: {class: promotional, intent: buy, ttl: PT12H, counts_toward: [hour, day, today], consent: opt_out}
            """;

    private final RedisProcess redis = RedisProcess.start();
    private final Simulator simulator;
    private final Gateway gateway;
    private final long laneThread;

    /// @param folder for the stand-in's credentials
    OneGateway(Path folder) throws Exception {
        simulator = Simulator.start(
                SimulatorSettings.defaults().withDataFolder(folder).withLargestRecordBytes(1));
        var files = simulator.writeCredentials(folder);
        var credentials = simulator.credentials();
        var apns = new ApnsSettings(
                APP,
                TOPIC,
                ApnsSettings.Environment.PRODUCTION,
                files.apnsKey(),
                credentials.apnsKeyId(),
                credentials.apnsTeamId(),
                new Endpoint("localhost", simulator.apnsPort()),
                files.ca());
        var caller = new Caller("benchmark", Authenticator.sha256(KEY), Set.of(Scope.values()), null);
        var policy = policy();
        var vertx = Gateway.vertx(1);
        laneThread = threadOf(vertx);
        gateway = Gateway.start(
                        vertx,
                        settings(),
                        () -> policy,
                        Map.of(APP, new ApnsProvider(apns)),
                        Authenticator.of(List.of(caller)),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
                .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static long threadOf(Vertx vertx) {
        var thread = new CompletableFuture<Long>();
        vertx.getOrCreateContext()
                .runOnContext(_ -> thread.complete(Thread.currentThread().threadId()));
        return thread.join();
    }

    private GatewaySettings settings() {
        return new GatewaySettings(
                "benchmark",
                1,
                Listening.on("127.0.0.1", 0),
                redis.settings(),
                Durability.MEMORY,
                RETENTION,
                RETENTION,
                EventRetention.DEFAULT,
                null,
                SendLimits.DEFAULT,
                HighWater.DEFAULT_PERCENT,
                GatewaySettings.LOOK_AT_FILES_EVERY,
                () -> 0);
    }

    private static Policy policy() {
        try {
            return PolicyFile.parse(POLICY, "benchmark");
        } catch (PolicyException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return gateway.port();
    }

    /// The thread of its lane.
    long laneThread() {
        return laneThread;
    }

    @Override
    public void close() throws IOException {
        var closed = gateway.close().toCompletionStage().toCompletableFuture();
        closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        simulator.close();
        redis.stop();
    }
}
