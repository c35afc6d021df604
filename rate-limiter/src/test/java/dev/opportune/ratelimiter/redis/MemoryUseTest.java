package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryUseTest {

    @Test
    void what_does_not_count_when_redis_is_full_does_not_count() {
        var lines = List.of(
                "# Memory",
                "used_memory:1000",
                "used_memory_human:1000B",
                "maxmemory:5000",
                "maxmemory_policy:noeviction",
                "mem_not_counted_for_evict:200");
        assertThat(MemoryUse.parse(String.join("\r\n", lines))).isEqualTo(new MemoryUse(800, 5000));
    }

    @Test
    void who_says_nothing_has_no_bound() {
        assertThat(MemoryUse.parse("# Memory\r\nused_memory:1000\r\n")).isEqualTo(new MemoryUse(1000, 0));
        assertThat(MemoryUse.parse("")).isEqualTo(new MemoryUse(0, 0));
    }
}
