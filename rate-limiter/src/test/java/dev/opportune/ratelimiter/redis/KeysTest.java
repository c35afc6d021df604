package dev.opportune.ratelimiter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeysTest {

    private static final int PARTITIONS = 256;

    private final Keys keys = new Keys("prefix:", PARTITIONS);

    @Test
    void a_key_ends_in_its_name_in_utf_8_whatever_it_is_written_in() {
        for (var name : new String[] {"", "ada", "adä", "ädaa", "日本", "ada\ud83d\ude00", "ada\ud83d", "\u007f\u0080"}) {
            int p = keys.partitionOf(name);
            var head = "prefix:{" + Keys.tag(p, PARTITIONS) + "}:";
            assertThat(keys.user(p, name)).isEqualTo((head + "u:" + name).getBytes(UTF_8));
            assertThat(keys.receipt(p, name)).isEqualTo((head + "r:" + name).getBytes(UTF_8));
        }
    }
}
