package dev.opportune.gateway.send.limit;

import static dev.opportune.ratelimiter.SendClass.CRITICAL;
import static dev.opportune.ratelimiter.SendClass.PROMOTIONAL;
import static dev.opportune.ratelimiter.SendClass.TRANSACTIONAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.SendClass;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HighWaterTest {

    private final HighWater water = new HighWater(80, new SimpleMeterRegistry());

    @Test
    void the_less_important_a_send_is_the_sooner_it_is_kept_out() {
        assertThat(refusedAt(80)).isEmpty();
        assertThat(refusedAt(81)).containsExactly(PROMOTIONAL);
        assertThat(refusedAt(90)).containsExactly(PROMOTIONAL);
        assertThat(refusedAt(91)).containsExactly(TRANSACTIONAL, PROMOTIONAL);
        assertThat(refusedAt(120)).doesNotContain(CRITICAL);
        assertThat(refusedAt(20)).isEmpty();
    }

    @Test
    void what_is_kept_out_is_told() {
        assertThat(water.fault()).isEmpty();
        water.saw(85, 100);
        assertThat(water.fault())
                .contains("Redis uses 85 % of its memory: promotional sends are refused (expected: at most 80 %)");
        water.saw(95, 100);
        assertThat(water.fault())
                .contains("Redis uses 95 % of its memory: all but critical sends are refused (expected: at most 90 %)");
    }

    @Test
    void a_redis_without_a_bound_keeps_nothing_out() {
        water.saw(Long.MAX_VALUE, 0);
        assertThat(water.fault()).isEmpty();
    }

    @Test
    void it_can_be_off() {
        var off = new HighWater(HighWater.OFF, new SimpleMeterRegistry());
        off.saw(100, 100);
        assertThat(off.refuses(PROMOTIONAL)).isFalse();
        assertThat(off.fault()).isEmpty();
    }

    private List<SendClass> refusedAt(int percent) {
        water.saw(percent, 100);
        return Arrays.stream(SendClass.values()).filter(water::refuses).toList();
    }
}
