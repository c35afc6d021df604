package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void it_is_seconds_or_an_http_date() {
        assertThat(RetryAfter.parse("120", NOW)).isEqualTo(Duration.ofMinutes(2));
        assertThat(RetryAfter.parse(" 7 ", NOW)).isEqualTo(Duration.ofSeconds(7));
        assertThat(RetryAfter.parse("Sun, 22 Nov 2026 12:01:30 GMT", NOW)).isEqualTo(Duration.ofSeconds(90));
        assertThat(RetryAfter.parse("Sun, 22 Nov 2026 11:00:00 GMT", NOW)).isZero();
    }

    @Test
    void no_more_than_an_hour_is_believed() {
        assertThat(RetryAfter.parse("7200", NOW)).isEqualTo(Duration.ofMinutes(60));
        assertThat(RetryAfter.parse("99999999999999999999", NOW)).isEqualTo(Duration.ofMinutes(60));
        assertThat(RetryAfter.parse("Sun, 29 Nov 2026 12:00:00 GMT", NOW)).isEqualTo(Duration.ofMinutes(60));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "Sun, 22 Nov", "١٢"})
    void what_cannot_be_read_counts_as_absent(String header) {
        assertThat(RetryAfter.parse(header, NOW)).isNull();
        assertThat(RetryAfter.parse(null, NOW)).isNull();
    }
}
