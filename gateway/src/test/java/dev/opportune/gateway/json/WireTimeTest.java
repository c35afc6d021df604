package dev.opportune.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireTimeTest {

    @Test
    void an_instant_is_written_as_java_writes_it_to_the_millisecond() {
        var random = new Random(20_261_129);
        long last = Instant.parse("+12000-01-01T00:00:00Z").toEpochMilli();
        for (int i = 0; i < 100_000; i++) {
            long millis = random.nextLong(-86_400_000L, last) / (i % 3 == 0 ? 1 : 1_000) * (i % 3 == 0 ? 1 : 1_000);
            isAsJava(Instant.ofEpochMilli(millis).plusNanos(random.nextInt(1_000_000)));
        }
        isAsJava(Instant.EPOCH);
        isAsJava(Instant.parse("2028-02-29T23:59:59.999999999Z"));
        isAsJava(Instant.parse("9999-12-31T23:59:59.999Z"));
    }

    private static void isAsJava(Instant instant) {
        // Instant#toString has three digits, or none, of what ends with a whole millisecond.
        assertThat(WireTime.text(instant))
                .isEqualTo(instant.truncatedTo(ChronoUnit.MILLIS).toString());
    }
}
