package dev.opportune.gateway.http.guard;

import static dev.opportune.gateway.http.guard.RawHttp2.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Http2FramesTest {

    private static final int ALL = 1_000_000;
    private static final ByteBuf SAID = Unpooled.wrappedBuffer(
            new byte[Http2Frames.PREFACE_BYTES],
            frame(RawHttp2.SETTINGS, 0, 0, new byte[6]),
            frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, new byte[300]),
            frame(RawHttp2.DATA, 0, 1, new byte[1000]),
            frame(RawHttp2.DATA, 0, 1),
            frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1),
            frame(RawHttp2.PING, 0, 0, new byte[8]),
            frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, 3, new byte[70_000]),
            frame(9, RawHttp2.END_HEADERS, 3),
            frame(RawHttp2.RST_STREAM, 0, 3, new byte[4]));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 9, 10, 333, ALL})
    void frames_are_counted_however_they_are_cut(int bytesAtOnce) {
        var frames = new Http2Frames(0);
        int requests = 0;
        int controls = 0;
        int resets = 0;
        for (int at = 0; at < SAID.readableBytes(); at += bytesAtOnce) {
            var some = SAID.slice(at, Math.min(bytesAtOnce, SAID.readableBytes() - at));
            assertThat(frames.walk(some, ALL)).isEqualTo(some.readableBytes());
            requests += frames.requests();
            controls += frames.controls();
            resets += frames.resets();
        }

        assertThat(requests).isEqualTo(2);
        assertThat(controls)
                .as("SETTINGS, empty DATA, PING, CONTINUATION, RST_STREAM")
                .isEqualTo(5);
        assertThat(resets).isEqualTo(1);
        assertThat(frames.isWithinHead()).isFalse();
    }

    @Test
    void a_turn_ends_after_some_requests() {
        var request = frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, new byte[11]);
        var many = new byte[100][];
        Arrays.fill(many, request);
        var frames = new Http2Frames(Http2Frames.PREFACE_BYTES);

        assertThat(frames.walk(Unpooled.wrappedBuffer(many), 3 * GuardLimits.REQUEST_COST))
                .isEqualTo(3 * request.length);
        assertThat(frames.requests()).isEqualTo(3);
    }

    @Test
    void a_head_lasts_until_its_block_ends() {
        var frames = new Http2Frames(Http2Frames.PREFACE_BYTES);
        var settings = frame(RawHttp2.SETTINGS, 0, 0);
        assertThat(isWithinHeadAfter(frames, new byte[0])).isTrue();
        assertThat(isWithinHeadAfter(frames, settings)).isFalse();
        assertThat(isWithinHeadAfter(frames, new byte[] {0})).isTrue();
        assertThat(isWithinHeadAfter(frames, new byte[] {0, 100, 0, 0, 0, 0, 0, 1, 0}))
                .as("DATA")
                .isFalse();
        assertThat(isWithinHeadAfter(frames, new byte[99])).isFalse();
        assertThat(isWithinHeadAfter(frames, frame(RawHttp2.HEADERS, 0, 3, new byte[1])))
                .isTrue();
        assertThat(isWithinHeadAfter(frames, frame(9, 0, 3, new byte[1]))).isTrue();
        assertThat(isWithinHeadAfter(frames, frame(9, RawHttp2.END_HEADERS, 3))).isFalse();
    }

    private static boolean isWithinHeadAfter(Http2Frames frames, byte[] bytes) {
        assertThat(frames.walk(Unpooled.wrappedBuffer(bytes), ALL)).isEqualTo(bytes.length);
        return frames.isWithinHead();
    }
}
