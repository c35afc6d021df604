package dev.opportune.gateway;

import dev.opportune.connectors.Provider;
import dev.opportune.gateway.config.ConfigFile;
import dev.opportune.gateway.config.GatewayConfig;
import dev.opportune.gateway.http.Authenticator;
import dev.opportune.gateway.http.GatewayServer;
import dev.opportune.gateway.http.Listening;
import dev.opportune.gateway.http.admin.AdminRouter;
import dev.opportune.gateway.http.admin.Check;
import dev.opportune.gateway.lane.Gateway;
import dev.opportune.gateway.lane.GatewaySettings;
import dev.opportune.gateway.lane.Looking;
import dev.opportune.gateway.lane.PolicyWatch;
import dev.opportune.gateway.metrics.ProcessMetrics;
import dev.opportune.gateway.send.SendLimits;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A gateway as its configuration says, with its admin port, from start to stop. Used from the main thread.
public final class Serving implements AutoCloseable {

    private static final long START_SECONDS = 60;

    /// More than the lanes take to end what they have on the wire.
    private static final long STOP_SECONDS = 40;

    private final Gateway gateway;
    private final GatewayServer admin;
    private final ProcessMetrics process;
    private final Looking policyWatch;

    private Serving(Gateway gateway, GatewayServer admin, ProcessMetrics process, Looking policyWatch) {
        this.gateway = gateway;
        this.admin = admin;
        this.process = process;
        this.policyWatch = policyWatch;
    }

    /// Who may call, by which rules, and where from.
    ///
    /// @param host the address that callers are served on
    record Rules(Authenticator authenticator, PolicyWatch policy, String host) {}

    /// A gateway for this machine alone, without keys: reads what the configuration names, starts all of it and returns
    /// when it listens; what is wrong or cannot start is an exception with a plain sentence.
    public static Serving onLoopback(Path config) throws Exception {
        var files = OperatorFiles.read(ConfigFile.load(config, Map.of(), List.of()));
        return start(files.config(), new Rules(Authenticator.insecure(), files.policy(), "127.0.0.1"));
    }

    /// Starts all of it and returns when it listens; what cannot start is an exception with a plain sentence.
    static Serving start(GatewayConfig config, Rules rules) throws Exception {
        var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        var process = new ProcessMetrics(meters, Version.number());
        var providers = Apps.providers(config);
        var vertx = Gateway.vertx(config.lanes());
        try {
            var gateway = Gateway.start(
                            vertx, settings(config, rules.host), rules.policy, providers, rules.authenticator, meters)
                    .await(START_SECONDS, TimeUnit.SECONDS);
            var watch = rules.policy.start(vertx, GatewaySettings.LOOK_AT_FILES_EVERY);
            var admin = admin(vertx, config, checks(gateway, rules.policy::fault, providers), meters)
                    .await(START_SECONDS, TimeUnit.SECONDS);
            return new Serving(gateway, admin, process, watch);
        } catch (Exception e) {
            var _ = vertx.close().await(STOP_SECONDS, TimeUnit.SECONDS);
            throw e;
        }
    }

    int port() {
        return gateway.port();
    }

    int adminPort() {
        return admin.port();
    }

    /// Ends what is on the wire first.
    @Override
    public void close() {
        process.close();
        try {
            var _ = policyWatch.close().eventually(gateway::close).await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("the gateway did not stop within " + STOP_SECONDS + " s", e);
        }
    }

    private static GatewaySettings settings(GatewayConfig config, String host) throws IOException {
        return new GatewaySettings(
                InetAddress.getLocalHost().getHostName() + "-"
                        + ProcessHandle.current().pid(),
                config.lanes(),
                Listening.on(host, config.http()),
                config.redis().settings(),
                config.redis().durability(),
                config.receiptsRetention(),
                config.idempotencyRetention(),
                config.events(),
                config.erasure().refusals(),
                SendLimits.DEFAULT,
                GatewaySettings.LOOK_AT_FILES_EVERY,
                () -> 0);
    }

    /// What `/readyz` tells of.
    static List<Check> checks(
            Gateway gateway, Supplier<Optional<String>> policyFault, Map<String, ? extends Provider> providers) {
        var checks = new ArrayList<Check>();
        checks.add(new Check(
                "redis",
                true,
                () -> gateway.ready()
                        .map(ready -> ready ? Optional.<String>empty() : Optional.of("does not answer every lane"))));
        checks.add(new Check("clock", false, () -> Future.succeededFuture(gateway.clockFault())));
        checks.add(new Check("policy", false, () -> Future.succeededFuture(policyFault.get())));
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
            Vertx vertx, GatewayConfig config, List<Check> checks, PrometheusMeterRegistry meters) {
        return GatewayServer.listen(
                vertx,
                Listening.on(config.admin().host(), config.admin().port()),
                new AdminRouter(vertx, checks, meters));
    }
}
