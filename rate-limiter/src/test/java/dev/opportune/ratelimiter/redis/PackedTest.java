package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/// What is packed and unpacked by hand, beside the library of MessagePack's own.
class PackedTest {

    private static final int VALUES = 20_000;
    private static final int[] LENGTHS = {0, 1, 31, 32, 255, 256, 65_535, 65_536};

    private final Random random = new Random(7);

    @Test
    void numbers_texts_and_arrays_are_packed_as_by_the_library() throws IOException {
        var packed = new Packed();
        try (var other = MessagePack.newDefaultBufferPacker()) {
            for (int i = 0; i < VALUES; i++) {
                long number = number(i);
                var text = text(i);
                packed.put(number).put(text).array(i % 70_000);
                other.packLong(number);
                raw(other, text.getBytes(UTF_8));
                other.packArrayHeader(i % 70_000);
            }
            for (int length : LENGTHS) {
                packed.put(new byte[length]).put(Packed.within().put(new byte[length]));
                raw(other, new byte[length]);
                raw(other, new Packed().put(new byte[length]).bytes());
            }
            assertThat(packed.bytes()).isEqualTo(other.toByteArray());
        }
    }

    @Test
    void what_the_library_packed_is_read_passed_over_and_left() throws IOException {
        try (var other = MessagePack.newDefaultBufferPacker()) {
            for (int i = 0; i < VALUES; i++) {
                other.packLong(number(i)).packDouble(i).packBoolean(i % 2 == 0);
                raw(other, text(i).getBytes(UTF_8));
                other.packArrayHeader(2).packMapHeader(1).packNil().packFloat(1);
                raw(other, new byte[LENGTHS[i % LENGTHS.length] / 64]);
            }
            raw(other, "rest".getBytes(UTF_8));
            var from = new Unpacked(other.toByteArray());
            for (int i = 0; i < VALUES; i++) {
                if (i % 3 == 0) {
                    from.skip(5);
                    continue;
                }
                assertThat(from.number()).isEqualTo(number(i));
                assertThat(from.number()).isEqualTo(i);
                assertThat(from.scalar()).isEqualTo(i % 2 == 0);
                assertThat(from.scalar()).isEqualTo(text(i));
                assertThat(from.array()).isEqualTo(2);
                from.skip(2);
            }
            assertThat(from.text()).isEqualTo("rest");
            assertThat(from.hasNext()).isFalse();
        }
    }

    @Test
    void a_buffer_that_begins_anew_holds_nothing_of_before() {
        var packed = new Packed().put("a longer text than the one after it").put(1L << 40);

        assertThat(packed.restart().put("ä").bytes())
                .isEqualTo(new Packed().put("ä").bytes());
    }

    @Test
    void what_is_cut_off_or_of_another_kind_is_a_defect() {
        var whole = new Packed().put("a text of some length").put(1L << 40).bytes();
        for (int length = 0; length < whole.length; length++) {
            var cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> {
                        var from = new Unpacked(cut);
                        var _ = from.text();
                        var _ = from.number();
                    })
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> new Unpacked(cut).skip(2)).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> new Unpacked(whole).number()).hasMessageContaining("expected: a number");
        assertThatThrownBy(() -> new Unpacked(whole).array()).hasMessageContaining("expected: an array");
    }

    /// Of every size, near the ends of each.
    private static long number(int i) {
        long near = 1L << (i % 63);
        return (i % 2 == 0 ? near : -near) + i % 5 - 2;
    }

    private String text(int i) {
        random.setSeed(i);
        var text = new StringBuilder();
        int most = i % 100 == 0 ? 300 : 40;
        for (int left = random.nextInt(most); left > 0; left--) {
            text.appendCodePoint(random.nextInt(9) == 0 ? 0x1f327 : 'a' + random.nextInt(26));
        }
        return text.toString();
    }

    private static void raw(MessageBufferPacker to, byte[] bytes) throws IOException {
        to.packRawStringHeader(bytes.length).writePayload(bytes);
    }
}
