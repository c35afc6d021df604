package dev.opportune.gateway.http;

import dev.opportune.gateway.config.HttpConfig;
import dev.opportune.ratelimiter.event.Events;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server in front of a [GatewayRouter]: HTTP/1.1 and HTTP/2, in clear text or with TLS, within [Limits].
public final class GatewayServer {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);

    private GatewayServer() {}

    /// The bounds of every server here; the caller adds port and TLS.
    public static HttpServerOptions options() {
        return new HttpServerOptions()
                .setMaxInitialLineLength(Limits.INITIAL_LINE_BYTES)
                .setMaxHeaderSize(Limits.HEADER_BYTES)
                .setIdleTimeout((int) Limits.IDLE.toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setHttp2ConnectionWindowSize(Limits.CONNECTION_WINDOW_BYTES)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(Limits.CONCURRENT_STREAMS)
                        .setMaxHeaderListSize(Limits.HEADER_BYTES)
                        .setInitialWindowSize(Limits.STREAM_WINDOW_BYTES));
    }

    /// The same, where the configuration says and with its certificate.
    public static HttpServerOptions options(HttpConfig config) {
        var options = options().setPort(config.port());
        var tls = config.tls();
        if (tls == null) return options;
        return options.setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(tls.certFile().toString())
                        .setKeyPath(tls.keyFile().toString()));
    }

    /// These for a gateway whose users fall into so many partitions: a cursor of all of them fits into a request.
    public static HttpServerOptions withRoomForCursors(HttpServerOptions options, int partitions) {
        int cursor = Events.maxCursorChars(partitions);
        var roomier = new HttpServerOptions(options)
                .setMaxInitialLineLength(
                        Math.max(Limits.INITIAL_LINE_BYTES, Limits.LINE_BYTES_BESIDE_A_CURSOR + cursor));
        roomier.getInitialSettings()
                .setMaxHeaderListSize(Math.max(Limits.HEADER_BYTES, Limits.HEADER_BYTES / 2 + cursor));
        return roomier;
    }

    /// Starts to listen on the calling event loop. Servers of one `Vertx` on one port share its connections evenly.
    public static Future<HttpServer> listen(Vertx vertx, HttpServerOptions options, Handler<HttpServerRequest> router) {
        return vertx.createHttpServer(options)
                .requestHandler(router)
                .invalidRequestHandler(GatewayServer::refuse)
                .exceptionHandler(e -> LOG.debug("a connection broke", e))
                .listen();
    }

    /// Answers what is no HTTP request. Where the next one begins is unknown, so the connection ends.
    private static void refuse(HttpServerRequest request) {
        var cause = request.decoderResult().cause();
        String what = cause == null ? "not HTTP" : "not HTTP: " + cause.getMessage();
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        Problem.MALFORMED
                .because(what)
                .writeTo(request.response())
                .eventually(request.connection()::close)
                .onFailure(gone -> LOG.debug("the caller left before its answer", gone));
    }
}
