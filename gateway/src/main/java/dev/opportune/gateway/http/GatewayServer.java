package dev.opportune.gateway.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server in front of a router: HTTP/1.1 and HTTP/2, in clear text or with TLS, within [Limits].
public final class GatewayServer {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);

    private final HttpServer server;

    private GatewayServer(HttpServer server) {
        this.server = server;
    }

    /// Starts to listen on the calling event loop. Servers of one `Vertx` on one port share its connections evenly.
    public static Future<GatewayServer> listen(Vertx vertx, Listening where, Handler<HttpServerRequest> router) {
        return vertx.createHttpServer(where.options())
                .requestHandler(request -> {
                    String fault = HostHeader.fault(request);
                    if (fault == null) router.handle(request);
                    else refuse(request, fault);
                })
                .invalidRequestHandler(GatewayServer::refuse)
                // A parser's sentence may hold what it could not read, and that a key.
                .exceptionHandler(
                        e -> LOG.debug("a connection broke: {}", e.getClass().getSimpleName()))
                .listen()
                .map(GatewayServer::new);
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
                    case null, default -> "not HTTP (expected: a request by RFC 9112)";
                });
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
