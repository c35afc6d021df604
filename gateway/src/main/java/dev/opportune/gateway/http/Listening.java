package dev.opportune.gateway.http;

import dev.opportune.gateway.config.HttpConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Where a server listens, and for how long a cursor a request has room.
///
/// @param port 0 finds a free one
/// @param tls null: clear text
/// @param cursorChars of the longest cursor that a query may hold; 0: none is longer than other requests
public record Listening(String host, int port, HttpConfig.@Nullable Tls tls, int cursorChars) {

    /// In clear text.
    public static Listening on(String host, int port) {
        return new Listening(host, port, null, 0);
    }

    /// Where the configuration says, and with its certificate.
    public static Listening on(String host, HttpConfig config) {
        return new Listening(host, config.port(), config.tls(), 0);
    }

    public Listening withPort(int other) {
        return new Listening(host, other, tls, cursorChars);
    }

    /// With room for cursors of so many characters.
    public Listening withCursors(int chars) {
        return new Listening(host, port, tls, chars);
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
                .setHttp2ConnectionWindowSize(Limits.CONNECTION_WINDOW_BYTES)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(Limits.CONCURRENT_STREAMS)
                        .setMaxHeaderListSize(headerListBytes)
                        .setInitialWindowSize(Limits.STREAM_WINDOW_BYTES));
    }
}
