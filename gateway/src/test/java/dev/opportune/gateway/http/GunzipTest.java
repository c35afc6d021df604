package dev.opportune.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opportune.gateway.http.Gunzip.CorruptException;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class GunzipTest {

    private static final byte[] MEMBER = Gzip.of("what was compressed");

    @Test
    void it_inflates_whatever_parts_it_comes_in() throws Exception {
        var random = new Random(7);
        for (int round = 0; round < 300; round++) {
            var bytes = new byte[random.nextInt(40_000)];
            if (random.nextBoolean()) random.nextBytes(bytes);
            var gzip = Gzip.of(bytes);
            if (random.nextInt(4) == 0) gzip = Gzip.joined(gzip, Gzip.of(""), gzip);

            assertThat(inflated(gzip, 1 + random.nextInt(gzip.length))).isEqualTo(expected(gzip));
        }
    }

    @Test
    void a_step_is_bounded_whatever_it_inflates_to() throws Exception {
        var bomb = Gzip.bomb('0', 20);
        try (var gunzip = new Gunzip()) {
            gunzip.add(Buffer.buffer(bomb));
            long total = 0;
            for (var step = gunzip.next(); step != null; step = gunzip.next()) {
                assertThat(step.length()).isBetween(1, Gunzip.STEP_BYTES);
                total += step.length();
            }
            gunzip.finish();
            assertThat(total).isEqualTo(20L * 1024 * 1024);
        }
    }

    @Test
    void members_follow_one_another() throws Exception {
        assertThat(text(Gzip.joined(Gzip.of("one, "), Gzip.of(""), Gzip.of("two"))))
                .isEqualTo("one, two");
    }

    @Test
    void every_part_of_a_head_is_passed_over() throws Exception {
        byte[] deflated = Arrays.copyOfRange(MEMBER, 10, MEMBER.length);
        for (int flags = 0; flags < 0x20; flags++) {
            var head = Buffer.buffer(new byte[] {0x1f, (byte) 0x8b, 8, (byte) flags, 1, 2, 3, 4, 0, 3});
            if ((flags & 0x04) != 0) head.appendBytes(new byte[] {3, 0, 9, 0, 9});
            if ((flags & 0x08) != 0) head.appendString("name\0");
            if ((flags & 0x10) != 0) head.appendString("a comment\0");
            if ((flags & 0x02) != 0) {
                var crc = new CRC32();
                crc.update(head.getBytes());
                head.appendUnsignedShortLE((int) crc.getValue() & 0xffff);
            }
            byte[] gzip = Gzip.joined(head.getBytes(), deflated);

            assertThat(inflated(gzip, 1)).as("flags %x", flags).isEqualTo(expected(gzip));
        }
        var emptyExtra = HexFormat.of().parseHex("1f8b0804000000000003" + "0000");
        assertThat(text(Gzip.joined(emptyExtra, deflated))).isEqualTo("what was compressed");
    }

    @Test
    void what_is_cut_short_is_said_to_be() {
        for (int missing = 1; missing <= MEMBER.length; missing++) {
            byte[] part = Gzip.without(MEMBER, missing);
            assertThatThrownBy(() -> text(part)).as("%d missing", missing).hasMessageContaining("cut short");
        }
        assertThatThrownBy(() -> text(Gzip.joined(MEMBER, Gzip.without(MEMBER, 3))))
                .hasMessageContaining("cut short");
    }

    @Test
    void what_follows_the_end_and_is_no_gzip_is_said_to() {
        for (String rest : new String[] {"\0", "x", "{}"}) {
            assertThatThrownBy(() -> text(Gzip.joined(MEMBER, rest.getBytes(UTF_8))))
                    .isInstanceOf(CorruptException.class)
                    .hasMessageContaining("goes on after its end");
        }
    }

    @Test
    void no_damage_goes_unseen() {
        for (int at = 0; at < MEMBER.length; at++) {
            if (at >= 4 && at < 10) continue; // the time, extra flags and system say nothing
            byte[] damaged = MEMBER.clone();
            damaged[at] ^= (byte) 0xe1;
            assertThatThrownBy(() -> text(damaged)).as("byte %d", at).isInstanceOf(CorruptException.class);
        }
        assertThatThrownBy(() -> text("{\"user\":\"ada\"}".getBytes(UTF_8))).hasMessageContaining("is not gzip");
    }

    private static String text(byte[] gzip) throws CorruptException {
        return new String(inflated(gzip, 5), UTF_8);
    }

    private static byte[] inflated(byte[] gzip, int partBytes) throws CorruptException {
        var all = Buffer.buffer();
        try (var gunzip = new Gunzip()) {
            for (int at = 0; at < gzip.length; at += partBytes) {
                gunzip.add(Buffer.buffer(Arrays.copyOfRange(gzip, at, Math.min(gzip.length, at + partBytes))));
                for (var step = gunzip.next(); step != null; step = gunzip.next()) all.appendBuffer(step);
            }
            gunzip.finish();
        }
        return all.getBytes();
    }

    private static byte[] expected(byte[] gzip) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes();
    }
}
