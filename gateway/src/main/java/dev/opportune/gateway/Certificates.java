package dev.opportune.gateway;

import dev.opportune.gateway.config.GatewayConfig;
import dev.opportune.gateway.config.HttpConfig;
import dev.opportune.gateway.http.Authenticator;
import dev.opportune.gateway.http.ServerTls;
import dev.opportune.gateway.lane.FileWatch;
import dev.opportune.gateway.lane.Gateway;
import dev.opportune.gateway.lane.RefusedException;
import dev.opportune.gateway.metrics.CertificateEnds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The certificates of the ports that callers are served on.
final class Certificates {

    private static final long TAKE_SECONDS = 10;

    private Certificates() {}

    /// What is wrong with them.
    static List<String> faults(GatewayConfig config) {
        var files = Stream.concat(tls(config.http()), tls(config.ingest())).toList();
        if (files.isEmpty()) return List.of();
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        var faults = new ArrayList<String>();
        for (var tls : files) {
            try {
                var _ = ServerTls.read(vertx, tls);
            } catch (ServerTls.UnusableException e) {
                faults.add(String.valueOf(e.getMessage()));
            }
        }
        var _ = vertx.close();
        return faults;
    }

    /// All certificates that the configuration names, to see when they end.
    static List<CertificateEnds.Watched> watched(GatewayConfig config) {
        var watched = new ArrayList<CertificateEnds.Watched>();
        Stream.concat(tls(config.http()), tls(config.ingest())).forEach(tls -> {
            add(watched, tls.section() + ".cert_file", tls.certFile(), false);
            add(watched, tls.section() + ".client_ca_file", tls.clientCaFile(), true);
        });
        var redis = config.redis().tls();
        if (redis != null) {
            add(watched, "redis.tls.cert_file", redis.certFile(), false);
            add(watched, "redis.tls.ca_file", redis.caFile(), true);
        }
        return watched;
    }

    private static void add(List<CertificateEnds.Watched> watched, String key, @Nullable Path file, boolean isTrust) {
        if (file != null) watched.add(new CertificateEnds.Watched(key, file, isTrust));
    }

    private static Stream<HttpConfig.Tls> tls(@Nullable HttpConfig port) {
        return port == null ? Stream.empty() : Stream.ofNullable(port.tls());
    }

    /// Has the gateway take them over when they change. Once another CA signs the callers' certificates, those that
    /// were shown before count no more.
    static List<FileWatch> watches(Vertx vertx, GatewayConfig config, Gateway gateway, Authenticator authenticator) {
        return Stream.concat(
                        tls(config.http()).map(tls -> watch(vertx, tls, gateway::use, authenticator)),
                        tls(config.ingest()).map(tls -> watch(vertx, tls, gateway::useForApps, authenticator)))
                .toList();
    }

    private static FileWatch watch(
            Vertx vertx, HttpConfig.Tls tls, Function<ServerTls, Future<Void>> use, Authenticator authenticator) {
        var inForce = new AtomicReference<@Nullable ServerTls>();
        return new FileWatch(tls.section(), tls.files(), () -> "the certificate before it stays", () -> {
            try {
                var next = ServerTls.read(vertx, tls);
                use.apply(next).toCompletionStage().toCompletableFuture().get(TAKE_SECONDS, TimeUnit.SECONDS);
                var former = inForce.getAndSet(next);
                if (former == null || !Objects.equals(former.clientCa(), next.clientCa())) {
                    authenticator.takeCertificatesSince(System.currentTimeMillis());
                }
                return "connections that come are served with the new certificate";
            } catch (ServerTls.UnusableException e) {
                throw new RefusedException(List.of(String.valueOf(e.getMessage())));
            } catch (ExecutionException | TimeoutException e) {
                throw new RefusedException(List.of(tls.section() + ": cannot be taken over: " + e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RefusedException(List.of(tls.section() + ": was interrupted"));
            }
        });
    }
}
