package dev.opportune.gateway;

import dev.opportune.gateway.config.GatewayConfig;
import dev.opportune.gateway.http.Authenticator;
import dev.opportune.gateway.http.ServerTls;
import dev.opportune.gateway.lane.FileWatch;
import dev.opportune.gateway.lane.Gateway;
import dev.opportune.gateway.lane.RefusedException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The certificates of the callers' port.
final class Certificates {

    private static final long TAKE_SECONDS = 10;

    private Certificates() {}

    /// What is wrong with them.
    static List<String> faults(GatewayConfig config) {
        var tls = config.http().tls();
        if (tls == null) return List.of();
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            var _ = ServerTls.read(vertx, tls);
            return List.of();
        } catch (ServerTls.UnusableException e) {
            return List.of(String.valueOf(e.getMessage()));
        } finally {
            var _ = vertx.close();
        }
    }

    /// Has the gateway take them over when they change; empty without TLS. Once another CA signs the callers'
    /// certificates, those that were shown before count no more.
    static Optional<FileWatch> watch(Vertx vertx, GatewayConfig config, Gateway gateway, Authenticator authenticator) {
        var tls = config.http().tls();
        if (tls == null) return Optional.empty();
        var inForce = new AtomicReference<@Nullable ServerTls>();
        return Optional.of(new FileWatch("http.tls", tls.files(), () -> "the certificate before it stays", () -> {
            try {
                var next = ServerTls.read(vertx, tls);
                gateway.use(next).toCompletionStage().toCompletableFuture().get(TAKE_SECONDS, TimeUnit.SECONDS);
                var former = inForce.getAndSet(next);
                if (former == null || !Objects.equals(former.clientCa(), next.clientCa())) {
                    authenticator.takeCertificatesSince(System.currentTimeMillis());
                }
                return "connections that come are served with the new certificate";
            } catch (ServerTls.UnusableException e) {
                throw new RefusedException(List.of(String.valueOf(e.getMessage())));
            } catch (ExecutionException | TimeoutException e) {
                throw new RefusedException(List.of("http.tls: cannot be taken over: " + e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RefusedException(List.of("http.tls: was interrupted"));
            }
        }));
    }
}
