package dev.opportune.simulator.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Arrays;

/// A request whose body is still arriving. Keeps one byte more than the bound, and throws the rest away.
final class GatheringRequest {

    private static final byte[] NOTHING = new byte[0];

    private final Http2Headers headers;
    private final int stream;
    private final int largestKept;
    private byte[] body = NOTHING;

    GatheringRequest(Http2Headers headers, int stream, int largestBody) {
        this.headers = headers;
        this.stream = stream;
        this.largestKept = largestBody + 1;
    }

    void add(ByteBuf data) {
        int kept = Math.min(data.readableBytes(), largestKept - body.length);
        if (kept > 0) {
            int before = body.length;
            body = Arrays.copyOf(body, before + kept);
            data.getBytes(data.readerIndex(), body, before, kept);
        }
    }

    Request whole() {
        return new Request(headers, body, stream);
    }
}
