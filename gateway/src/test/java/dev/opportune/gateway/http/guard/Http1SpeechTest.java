package dev.opportune.gateway.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Http1SpeechTest {

    private static final String HEAD = "POST /v1/sends HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final Http1Heads heads = new Http1Heads(() -> false, () -> false, () -> {});
    private final EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder(), heads);
    private final Http1Speech speech = new Http1Speech(() -> true, heads);

    @AfterEach
    void close() {
        var _ = channel.finishAndReleaseAll();
    }

    @Test
    void each_small_chunk_costs_besides_its_bytes_and_what_follows_comes_in_smaller_steps() {
        say(HEAD);
        say("1\r\n \r\n".repeat(100));
        assertThat(speech.cost()).isEqualTo(600 + 100 * GuardLimits.CONTENT_COST);
        assertThat(nextStep()).isEqualTo(GuardLimits.STEP_OF_CRUMBS);

        say("1000\r\n" + " ".repeat(2_000));
        assertThat(nextStep()).isEqualTo(GuardLimits.TURN);
    }

    @Test
    void a_body_in_one_piece_costs_little_more_than_its_bytes() {
        say(HEAD.replace("Transfer-Encoding: chunked", "Content-Length: 3000"));
        say(" ".repeat(3_000));
        assertThat(speech.cost()).isLessThan(3_000 + 3 * GuardLimits.CONTENT_COST);
    }

    @Test
    void the_end_of_a_body_begins_no_head_and_what_follows_does() {
        say(HEAD.substring(0, 20));
        assertThat(speech.isWithinHead()).isTrue();
        say(HEAD.substring(20));
        assertThat(speech.isWithinHead()).isFalse();
        say("0\r\n\r\n");
        assertThat(speech.isWithinHead()).isFalse();
        say("\r\n");
        assertThat(speech.isWithinHead()).isFalse();
        say(HEAD.substring(0, 20));
        assertThat(speech.isWithinHead()).isTrue();
    }

    /// Hands on all of it, as far as the speech has it handed on at once.
    private void say(String text) {
        var in = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        while (in.isReadable()) channel.writeInbound(in.readRetainedSlice(speech.next(in, GuardLimits.TURN)));
        in.release();
    }

    private int nextStep() {
        int _ = speech.cost();
        ByteBuf much = Unpooled.wrappedBuffer(new byte[2 * GuardLimits.TURN]);
        return speech.next(much, GuardLimits.TURN);
    }
}
