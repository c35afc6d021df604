package dev.opportune.gateway.http;

import dev.opportune.gateway.config.HttpConfig;
import dev.opportune.gateway.http.guard.GuardLimits;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Where a server listens, for how many connections, and for how long a cursor a request has room.
///
/// @param port 0 finds a free one
/// @param tls null: clear text
/// @param cursorChars of the longest cursor that a query may hold; 0: none is longer than other requests
public record Listening(
        String host, int port, HttpConfig.@Nullable Tls tls, HttpConfig.Connections connections, int cursorChars) {

    /// In clear text.
    public static Listening on(String host, int port) {
        return on(host, new HttpConfig(port, null));
    }

    /// Where the configuration says, and with its certificate.
    public static Listening on(String host, HttpConfig config) {
        return new Listening(host, config.port(), config.tls(), config.connections(), 0);
    }

    public Listening withPort(int other) {
        return new Listening(host, other, tls, connections, cursorChars);
    }

    /// With room for cursors of so many characters.
    public Listening withCursors(int chars) {
        return new Listening(host, port, tls, connections, chars);
    }

    /// Without its certificate.
    HttpServerOptions options() {
        int lineBytes = Math.max(Limits.INITIAL_LINE_BYTES, Limits.LINE_BYTES_BESIDE_A_CURSOR + cursorChars);
        // HTTP/2 counts the path as a header.
        int headerListBytes = Math.max(Limits.HEADER_BYTES, Limits.HEADER_BYTES / 2 + cursorChars);
        return new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setMaxInitialLineLength(lineBytes)
                .setMaxHeaderSize(Limits.HEADER_BYTES)
                .setIdleTimeout((int) Limits.IDLE.toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                // There are none here, and what makes them ready looks at each request.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setHttp2ConnectionWindowSize(Limits.CONNECTION_WINDOW_BYTES)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(GuardLimits.STREAMS_WITHOUT_KEY)
                        .setMaxHeaderListSize(headerListBytes)
                        .setInitialWindowSize(Limits.STREAM_WINDOW_BYTES));
    }
}
