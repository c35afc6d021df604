package dev.opportune.benchmarks;

import dev.opportune.gateway.http.Authenticator;
import dev.opportune.gateway.http.Listening;
import dev.opportune.gateway.lane.Gateway;
import dev.opportune.gateway.lane.GatewaySettings;
import dev.opportune.gateway.send.limit.HighWater;
import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// **Question**: how many sends can a gateway of one lane take from a caller, decide and settle, when the provider
/// costs nothing?
///
/// **Workload**: 64 requests at once over one clear-text HTTP/2 connection; the whole gateway (HTTP, reading, admit,
/// dispatch, settle, metrics) with a real Redis of the same machine and a provider that accepts everything in the same
/// process. Time and allocation hold the client, too, which shares the process and the machine; settling the last
/// batch overlaps with the next.
///
/// **Command**: `java -jar benchmarks/target/benchmarks.jar PipelineBenchmark -prof gc`
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 20, time = 3)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
public class PipelineBenchmark {

    private static final int AT_ONCE = 64;
    private static final long PATIENCE_SECONDS = 60;
    private static final String HOST = "127.0.0.1";

    private final Policy policy = Workload.policy();
    private final Workload workload = new Workload();
    private final RequestOptions request = new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setURI("/v1/sends")
            .putHeader("content-type", "application/json");
    private RedisProcess redis;
    private Gateway gateway;
    private Vertx outside;
    private HttpClient client;

    @Setup
    public void start() throws Exception {
        redis = RedisProcess.start();
        var settings = new GatewaySettings(
                "benchmark",
                1,
                Listening.on(HOST, 0),
                redis.settings(),
                Durability.MEMORY,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                EventRetention.DEFAULT,
                null,
                SendLimits.DEFAULT,
                HighWater.DEFAULT_PERCENT,
                GatewaySettings.LOOK_AT_FILES_EVERY,
                () -> 0);
        gateway = Gateway.start(
                        Gateway.vertx(1),
                        settings,
                        () -> policy,
                        Map.of(Workload.APP, new AcceptingProvider()),
                        Authenticator.insecure(),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
                .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        outside = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        client = outside.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setDefaultHost(HOST)
                .setDefaultPort(gateway.port()));
    }

    @TearDown
    public void stop() throws Exception {
        var _ = client.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        var _ = outside.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        var _ = gateway.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        redis.stop();
    }

    @Benchmark
    @OperationsPerInvocation(AT_ONCE)
    public List<Buffer> sends_64_at_once_over_http2() throws Exception {
        var answers = new ArrayList<Future<Buffer>>(AT_ONCE);
        for (int i = 0; i < AT_ONCE; i++) answers.add(send());
        return Future.all(answers).map(all -> all.<Buffer>list()).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private Future<Buffer> send() {
        return client.request(request)
                .compose(it -> it.send(workload.nextBody()))
                .compose(response -> response.statusCode() == 202
                        ? response.body()
                        : response.body().compose(body -> Future.failedFuture(body.toString())));
    }
}
