package dev.opportune.gateway.webhook;

import dev.opportune.gateway.config.WebhookConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Finds the address that a webhook's connection goes to. It is looked at here and connected to as it is, and no name
/// is
/// asked for again in between: a name that is another's by then leads nowhere else. Confined to one event loop.
final class Resolving {

    private final Vertx vertx;
    private final WebhookConfig webhook;
    private final Names names;
    private Future<List<InetAddress>> found = Future.succeededFuture(List.of());
    private long foundNanos;
    private int turn;

    /// Who knows the addresses of names; may block.
    interface Names {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    /// No address that it may go to.
    static final class ForbiddenException extends Exception {
        private static final long serialVersionUID = 1L;

        ForbiddenException() {
            super("its address is none that everybody may reach (allow_private)", null, false, false);
        }
    }

    Resolving(Vertx vertx, WebhookConfig webhook, Names names) {
        this.vertx = vertx;
        this.webhook = webhook;
        this.names = names;
        this.foundNanos = System.nanoTime() - Bounds.NAMES_KEPT.toNanos();
    }

    Future<SocketAddress> address() {
        if (isStale()) {
            foundNanos = System.nanoTime();
            var host = webhook.url().getHost();
            found = vertx.executeBlocking(() -> List.of(names.of(host)), false).map(Objects::requireNonNull);
        }
        return found.compose(all -> {
            var allowed = all.stream()
                    .filter(it -> webhook.allowPrivate() || PublicAddress.is(it))
                    .toList();
            if (allowed.isEmpty()) return Future.failedFuture(new ForbiddenException());
            var next = allowed.get(Math.floorMod(turn, allowed.size()));
            return Future.succeededFuture(SocketAddress.inetSocketAddress(new InetSocketAddress(next, webhook.port())));
        });
    }

    /// The next attempt goes to another address, where there is one, and its name is asked for again.
    void failed() {
        turn++;
        if (found.isComplete()) foundNanos = System.nanoTime() - Bounds.NAMES_KEPT.toNanos();
    }

    private boolean isStale() {
        return found.isComplete() && System.nanoTime() - foundNanos >= Bounds.NAMES_KEPT.toNanos();
    }

    /// Those of this machine. A URI has an IPv6 address in brackets.
    static InetAddress[] ofMachine(String host) throws UnknownHostException {
        var found = InetAddress.getAllByName(host);
        return Stream.of(found).limit(16).toArray(InetAddress[]::new);
    }
}
