package dev.opportune.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZoneRowTest {

    @Test
    void a_row_is_when_it_was_written_the_first_offset_and_each_transition() {
        assertThat(ZoneRow.write(ZoneId.of("Europe/London"), Instant.parse("2026-03-01T00:00:00.9Z")))
                .isEqualTo("1772323200;0;1774746000=3600");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Asia/Kathmandu", "Etc/GMT+8"})
    void a_zone_that_does_not_change_has_no_transitions(String zone) {
        assertThat(ZoneRow.write(ZoneId.of(zone), Instant.parse("2026-03-01T00:00:00Z")))
                .matches("1772323200;-?\\d+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Australia/Lord_Howe",
                "Asia/Kathmandu",
                "Africa/Casablanca",
                "Pacific/Apia",
                "America/Sao_Paulo",
                "America/New_York",
                "Europe/London",
                "Pacific/Auckland",
                "UTC"
            })
    void a_row_gives_java_times_offset_at_every_hour_that_it_covers(String name) {
        var zone = ZoneId.of(name);
        var last = Instant.parse("2028-06-01T00:00:00Z");
        for (var now = Instant.parse("2009-01-01T00:29:00Z");
                now.isBefore(last);
                now = now.plus(Duration.ofHours(701))) {
            checkEveryHour(zone, now);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "America/New_York"})
    void a_transition_at_the_edge_of_a_row_is_neither_lost_nor_early(String name) {
        var zone = ZoneId.of(name);
        var from = Instant.parse("2010-01-01T00:00:00Z");
        for (var next = zone.getRules().nextTransition(from);
                next != null && next.getInstant().isBefore(Instant.parse("2027-01-01T00:00:00Z"));
                next = zone.getRules().nextTransition(next.getInstant())) {
            for (int seconds = -1; seconds <= 1; seconds++) {
                checkEveryHour(zone, next.getInstant().plus(ZoneRow.BEFORE).plusSeconds(seconds));
                checkEveryHour(zone, next.getInstant().minus(ZoneRow.AFTER).plusSeconds(seconds));
            }
        }
    }

    private static void checkEveryHour(ZoneId zone, Instant now) {
        var row = Row.parse(ZoneRow.write(zone, now));
        assertThat(row.written).isEqualTo(now);
        var end = now.plus(60, ChronoUnit.DAYS);
        for (var at = now.minus(31, ChronoUnit.DAYS); !at.isAfter(end); at = at.plus(1, ChronoUnit.HOURS)) {
            var expected = zone.getRules().getOffset(at);
            if (!row.offset(at).equals(expected)) {
                throw new AssertionError(
                        zone + " written " + now + ": " + row.offset(at) + " at " + at + ", not " + expected);
            }
        }
    }

    /// The row as its format says, read with plain splits.
    private record Row(Instant written, NavigableMap<Instant, ZoneOffset> offsets) {

        static Row parse(String text) {
            var parts = text.split(";", -1);
            var offsets = new TreeMap<Instant, ZoneOffset>();
            var written = seconds(parts[0]);
            offsets.put(written.minus(31, ChronoUnit.DAYS), offset(parts[1]));
            for (int i = 2; i < parts.length; i++) {
                var pair = parts[i].split("=", -1);
                assertThat(seconds(pair[0])).isAfter(offsets.lastKey());
                offsets.put(seconds(pair[0]), offset(pair[1]));
            }
            return new Row(written, offsets);
        }

        ZoneOffset offset(Instant at) {
            return offsets.floorEntry(at).getValue();
        }

        private static Instant seconds(String text) {
            return Instant.ofEpochSecond(Long.parseLong(text));
        }

        private static ZoneOffset offset(String text) {
            return ZoneOffset.ofTotalSeconds(Integer.parseInt(text));
        }
    }
}
