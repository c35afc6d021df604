package dev.opportune.gateway.http;

import dev.opportune.gateway.http.guard.ConnectionGuard;
import dev.opportune.gateway.http.guard.Entrance;
import dev.opportune.gateway.http.guard.Guard;
import dev.opportune.gateway.http.guard.NotHttpException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server in front of a router: HTTP/1.1 and HTTP/2, in clear text or with TLS, within [Limits].
public final class GatewayServer {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);

    private final HttpServer server;

    private GatewayServer(HttpServer server) {
        this.server = server;
    }

    /// Starts to listen on the calling event loop, for those who may be trusted with a connection.
    public static Future<GatewayServer> listen(Vertx vertx, Listening where, Handler<HttpServerRequest> router) {
        return listen(vertx, where, router, null);
    }

    /// Starts to listen on the calling event loop, behind a guard. Servers of one `Vertx` on one port share its
    /// connections evenly, and one guard.
    ///
    /// @param vertx with a transport that has an [Entrance]
    public static Future<GatewayServer> listen(
            Vertx vertx, Listening where, Guard guard, Handler<HttpServerRequest> router) {
        var entrance = Entrance.of(vertx);
        if (where.port() != 0) entrance.guard(where.port(), guard);
        Handler<HttpServerRequest> guarded = request -> {
            if (request.version() != HttpVersion.HTTP_2) {
                var connection = ConnectionGuard.of(request.connection());
                if (connection != null) connection.serves(request, GatewayServer::refuseBody);
            }
            router.handle(request);
        };
        return listen(vertx, where, guarded, guard).onSuccess(it -> entrance.guard(it.port(), guard));
    }

    private static Future<GatewayServer> listen(
            Vertx vertx, Listening where, Handler<HttpServerRequest> router, @Nullable Guard guard) {
        HttpServerOptions options;
        try {
            options = options(vertx, where);
        } catch (ServerTls.UnusableException e) {
            return Future.failedFuture(e);
        }
        return vertx.createHttpServer(options)
                .requestHandler(request -> {
                    String fault = HostHeader.fault(request);
                    if (fault == null) router.handle(request);
                    else refuse(request, fault);
                })
                .connectionHandler(connection -> {
                    var guarded = ConnectionGuard.of(connection);
                    if (guarded != null) guarded.opened(connection);
                })
                .invalidRequestHandler(GatewayServer::refuse)
                .exceptionHandler(e -> {
                    // A parser's sentence may hold what it could not read, and that a key.
                    LOG.debug("a connection broke: {}", e.getClass().getSimpleName());
                    if (guard != null) guard.broke(e);
                })
                .listen()
                .map(GatewayServer::new);
    }

    private static HttpServerOptions options(Vertx vertx, Listening where) throws ServerTls.UnusableException {
        var tls = where.tls();
        return tls == null ? where.options() : ServerTls.read(vertx, tls).over(where.options());
    }

    /// Has connections that come from now on served with this certificate; those that are open go on.
    public Future<Void> use(ServerTls tls) {
        return server.updateSSLOptions(tls.options(), true).mapEmpty();
    }

    /// Where it listens.
    public int port() {
        return server.actualPort();
    }

    /// Takes no more connections, and completes when those there are have been closed.
    public Future<Void> close() {
        return server.close();
    }

    /// Answers what is no HTTP request. Where the next one begins is unknown, so the connection ends.
    private static void refuse(HttpServerRequest request) {
        refuse(
                request,
                switch (request.decoderResult().cause()) {
                    case TooLongHttpLineException _ -> "the request line is too long (expected: less)";
                    case TooLongHttpHeaderException _ ->
                        "the headers are too long (expected: at most " + Limits.HEADER_BYTES + " bytes)";
                    case NotHttpException not -> not.getMessage() + " (expected: a request by RFC 9112)";
                    case null, default -> "not HTTP (expected: a request by RFC 9112)";
                });
    }

    private static void refuseBody(HttpServerRequest request) {
        refuse(request, "the body is not in chunks (expected: chunks by RFC 9112, section 7.1)");
    }

    private static void refuse(HttpServerRequest request, String fault) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        Problem.MALFORMED
                .because(fault)
                .writeTo(request)
                .eventually(request.connection()::close)
                .onFailure(gone -> LOG.debug("the caller left before its answer", gone));
    }
}
