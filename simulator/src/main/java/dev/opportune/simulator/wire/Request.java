package dev.opportune.simulator.wire;

import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/// A request, whole.
///
/// @param headers with the pseudo-headers, for HTTP/1.1 too
/// @param body at most the server's bound and one byte more, so that the provider can tell that it is too large
/// @param stream HTTP/2 stream id; 0 for HTTP/1.1
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy for each push would be waste
public record Request(Http2Headers headers, byte[] body, int stream) {

    public String method() {
        return text(headers.method());
    }

    /// The path with its query; empty when there is none.
    public String path() {
        return text(headers.path());
    }

    /// The first value of a header, or null.
    public @Nullable CharSequence header(CharSequence name) {
        return headers.get(name);
    }

    private static String text(@Nullable CharSequence value) {
        return value == null ? "" : value.toString();
    }
}
