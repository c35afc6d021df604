package dev.opportune.gateway;

import dev.opportune.connectors.Provider;
import dev.opportune.engagement.proof.ProofKey;
import dev.opportune.gateway.config.ConfigFile;
import dev.opportune.gateway.config.GatewayConfig;
import dev.opportune.gateway.config.ShutdownConfig;
import dev.opportune.gateway.http.Authenticator;
import dev.opportune.gateway.http.GatewayServer;
import dev.opportune.gateway.http.Listening;
import dev.opportune.gateway.http.admin.AdminRouter;
import dev.opportune.gateway.http.admin.Check;
import dev.opportune.gateway.http.admin.Readiness;
import dev.opportune.gateway.lane.FileWatch;
import dev.opportune.gateway.lane.Gateway;
import dev.opportune.gateway.lane.GatewaySettings;
import dev.opportune.gateway.lane.IngestPortException;
import dev.opportune.gateway.lane.Looking;
import dev.opportune.gateway.measure.Measurement;
import dev.opportune.gateway.metrics.CertificateEnds;
import dev.opportune.gateway.metrics.ProcessMetrics;
import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.gateway.trace.Traces;
import dev.opportune.gateway.webhook.Webhooks;
import dev.opportune.ratelimiter.redis.RedisFitness;
import dev.opportune.templates.Templates;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A gateway as its configuration says, with its admin port, from start to stop. Used from the main
/// thread.
public final class Serving implements AutoCloseable {

    /// Beside what Redis may take to load its data.
    private static final long START_SECONDS = 60;

    static final String NO_KEYS = "everybody who can connect is served, without keys (--insecure-no-auth)";

    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

    /// What is left to close after a gateway took all of its time.
    private static final long LATE_SECONDS = 1;

    private final Gateway gateway;
    private final Optional<Webhooks> webhooks;
    private final GatewayServer admin;
    private final ProcessMetrics process;
    private final Traces traces;
    private final List<FileWatch> watches;
    private final Looking looking;
    private final ShutdownConfig shutdown;
    private final AtomicBoolean stopping;
    private final Told told;

    private Serving(
            Gateway gateway,
            Optional<Webhooks> webhooks,
            GatewayServer admin,
            ProcessMetrics process,
            Traces traces,
            List<FileWatch> watches,
            Looking looking,
            ShutdownConfig shutdown,
            AtomicBoolean stopping,
            Told told) {
        this.gateway = gateway;
        this.webhooks = webhooks;
        this.admin = admin;
        this.process = process;
        this.traces = traces;
        this.watches = watches;
        this.looking = looking;
        this.shutdown = shutdown;
        this.stopping = stopping;
        this.told = told;
    }

    /// Who may call, by which rules, and where from.
    ///
    /// @param host the address that callers are served on
    /// @param forThisMachineAlone whether nobody needs to be told that there are no keys
    record Rules(Authenticator authenticator, OperatorFiles files, String host, boolean forThisMachineAlone) {}

    /// A gateway for this machine alone, without keys: reads what the configuration names, starts all
    /// of it and returns when it listens; what is wrong or cannot start is an exception with a plain
    /// sentence.
    public static Serving onLoopback(Path config) throws Exception {
        var files = OperatorFiles.read(ConfigFile.load(config, Map.of(), List.of()));
        return start(files.config(), new Rules(Authenticator.insecure(), files, "127.0.0.1", true));
    }

    /// Starts all of it and returns when it listens; what cannot start is an exception with a plain
    /// sentence.
    static Serving start(GatewayConfig config, Rules rules) throws Exception {
        LOG.info("{}", Told.begins(config, rules.files.policy().get(), rules.files.callers()));
        var meters = Tracing.meters(rules.files);
        var process = new ProcessMetrics(meters, Version.number());
        var providers = Apps.providers(config);
        var vertx = Gateway.vertx(config.lanes());
        var policy = rules.files.policy();
        try {
            var templates = rules.files.templates();
            var name = OwnName.find();
            var traces = Tracing.start(rules.files, name, providers, meters);
            Supplier<Templates> words = templates.isPresent() ? templates.get() : () -> Templates.NONE;
            var gateway = Gateway.start(
                            vertx,
                            settings(name, config, rules),
                            policy,
                            words,
                            traces,
                            providers,
                            rules.authenticator,
                            meters)
                    .recover(failure -> Future.failedFuture(naming(failure, config, rules)))
                    .await(RedisFitness.LOADS_AT_MOST.toSeconds() + START_SECONDS, TimeUnit.SECONDS);
            int _ = gateway.rehearse().await(START_SECONDS, TimeUnit.SECONDS);
            var watches = watches(vertx, config, gateway, rules);
            var stopping = new AtomicBoolean();
            var webhooks = Hooks.start(rules.files, name, meters);
            var checks = checks(gateway, watches, traces, tellsOfNoKeys(rules), providers);
            webhooks.ifPresent(it -> checks.addAll(Hooks.checks(config, it)));
            var readiness = new Readiness(stopping::get, checks);
            var admin = admin(vertx, config, readiness, meters).await(START_SECONDS, TimeUnit.SECONDS);
            watches.forEach(it -> it.show(meters));
            var ends = new CertificateEnds(Certificates.watched(config), meters);
            var looking = Looking.start(vertx, GatewaySettings.LOOK_AT_FILES_EVERY, () -> {
                watches.forEach(FileWatch::look);
                ends.look();
            });
            LOG.info("{}", Told.serves(gateway, admin));
            return new Serving(
                    gateway,
                    webhooks,
                    admin,
                    process,
                    traces,
                    watches,
                    looking,
                    config.shutdown(),
                    stopping,
                    new Told(meters));
        } catch (Exception e) {
            var _ = vertx.close().await(START_SECONDS, TimeUnit.SECONDS);
            throw e;
        }
    }

    /// Says which port it is that cannot be listened on.
    private static Throwable naming(Throwable failure, GatewayConfig config, Rules rules) {
        var ingest = config.ingest();
        return ingest != null && failure instanceof IngestPortException
                ? Ports.of("ingest", ingest.host(), ingest.port(), failure)
                : Ports.of("http", rules.host, config.http().port(), failure);
    }

    private static List<FileWatch> watches(Vertx vertx, GatewayConfig config, Gateway gateway, Rules rules) {
        var watches = new ArrayList<FileWatch>();
        watches.add(rules.files.policy().watch());
        rules.files.templates().ifPresent(it -> watches.add(it.watch()));
        if (!rules.authenticator.isInsecure()) rules.files.callers().ifPresent(it -> watches.add(it.watch()));
        rules.files.password().ifPresent(it -> watches.add(it.watch()));
        rules.files.keys().ifPresent(it -> watches.add(it.watch()));
        rules.files.collector().ifPresent(it -> watches.add(it.watch()));
        rules.files.webhookSecrets().forEach(it -> watches.add(it.watch()));
        for (var watch : Certificates.watches(vertx, config, gateway, rules.authenticator)) {
            watch.lookAtOnce(); // they may have changed since the lanes began to listen
            watches.add(watch);
        }
        return List.copyOf(watches);
    }

    /// Looks at all files now.
    void lookAtFiles() {
        watches.forEach(FileWatch::lookAtOnce);
        gateway.lookAtApps();
    }

    int port() {
        return gateway.port();
    }

    /// 0: there is none.
    int ingestPort() {
        return gateway.ingestPort();
    }

    int adminPort() {
        return admin.port();
    }

    /// Ends it in order, within [ShutdownConfig#timeout]: `/readyz` says so at once, and callers are
    /// served for the grace. The admin port answers until the end.
    @Override
    public void close() {
        stopping.set(true);
        var grace = shutdown.grace();
        var timeout = shutdown.timeout();
        long begunNanos = System.nanoTime();
        told.stops();
        LOG.info("stopping: callers are served for {} s more", grace.toSeconds());
        try {
            var _ = looking.close()
                    .eventually(() -> Future.join(
                            webhooks.map(Webhooks::close).orElseGet(Future::succeededFuture),
                            gateway.stop(grace, timeout)))
                    .await(timeout.toSeconds() + LATE_SECONDS, TimeUnit.SECONDS);
            LOG.info("stopped in order after {} ms: {}", (System.nanoTime() - begunNanos) / 1_000_000, told.stopped());
        } catch (TimeoutException e) {
            LOG.error("was cut off {} s after it was told to stop: {}", timeout.toSeconds(), told.stopped());
            throw new IllegalStateException("the gateway did not stop within " + timeout.toSeconds() + " s", e);
        } finally {
            process.close();
            traces.close();
        }
    }

    private static GatewaySettings settings(String name, GatewayConfig config, Rules rules) throws IOException {
        return new GatewaySettings(
                name,
                config.lanes(),
                Listening.on(rules.host, config.http()),
                ingest(config, rules),
                config.redis().settings(rules.files.password().orElse(null)),
                config.redis().durability(),
                config.receiptsRetention(),
                config.idempotencyRetention(),
                config.events(),
                config.erasure().refusals(),
                measured(config, rules),
                SendLimits.DEFAULT.withLease(config.lease()),
                config.redis().memoryHighWater(),
                GatewaySettings.LOOK_AT_FILES_EVERY,
                () -> 0);
    }

    /// For this machine alone it is where services are served.
    private static @Nullable Listening ingest(GatewayConfig config, Rules rules) {
        var ingest = config.ingest();
        if (ingest == null) return null;
        return Listening.on(rules.forThisMachineAlone ? rules.host : ingest.host(), ingest);
    }

    private static @Nullable Measurement measured(GatewayConfig config, Rules rules) {
        var engagement = config.engagement();
        if (engagement == null) return null;
        Supplier<List<ProofKey>> keys =
                rules.files.keys().isPresent() ? rules.files.keys().get() : List::of;
        return new Measurement(
                engagement.limits(),
                engagement.retention(),
                engagement.conversions(),
                engagement.windows(),
                keys,
                Measurement.FOLD_EVERY,
                engagement.minUsers(),
                engagement.feed());
    }

    private static boolean tellsOfNoKeys(Rules rules) {
        return rules.authenticator.isInsecure() && !rules.forThisMachineAlone;
    }

    /// What `/readyz` tells of.
    ///
    /// @param traces that cannot be told, perhaps
    /// @param withoutKeys whether everybody is served, and it is to be told
    static List<Check> checks(
            Gateway gateway,
            List<FileWatch> watches,
            Traces traces,
            boolean withoutKeys,
            Map<String, ? extends Provider> providers) {
        var checks = new ArrayList<Check>();
        checks.add(new Check("redis", true, gateway::redisOutage));
        if (gateway.hasCluster()) checks.add(new Check("redis partitions", false, gateway::redisFault));
        checks.add(new Check("clock", false, () -> Future.succeededFuture(gateway.clockFault())));
        checks.add(new Check("redis memory", false, () -> Future.succeededFuture(gateway.memoryFault())));
        for (var watch : watches) {
            checks.add(new Check(watch.what(), false, () -> Future.succeededFuture(watch.fault())));
        }
        if (traces.areKept()) checks.add(new Check("tracing", false, () -> Future.succeededFuture(traces.fault())));
        if (withoutKeys) {
            checks.add(new Check("authentication", false, () -> Future.succeededFuture(Optional.of(NO_KEYS))));
        }
        for (var provider : providers.values()) checks.add(app(provider));
        return checks;
    }

    /// One app that cannot send, or not to all, does not keep the others' sends away.
    private static Check app(Provider provider) {
        return new Check(
                "app " + provider.app(),
                false,
                () -> Future.succeededFuture(
                        Optional.ofNullable(provider.fault()).or(() -> Optional.ofNullable(provider.warning()))));
    }

    private static Future<GatewayServer> admin(
            Vertx vertx, GatewayConfig config, Readiness readiness, PrometheusMeterRegistry meters) {
        int port = config.admin().port();
        return Ports.named(
                "admin",
                config.admin().host(),
                port,
                GatewayServer.listen(
                        vertx,
                        Listening.on(config.admin().host(), port),
                        new AdminRouter(vertx, readiness, meters, config.tracing() != null)));
    }
}
