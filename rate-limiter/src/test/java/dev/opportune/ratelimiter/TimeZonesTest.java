package dev.opportune.ratelimiter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeZonesTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final SplittableRandom random = new SplittableRandom(5);

    @Test
    void every_zone_and_link_of_tzdb_is_one_in_any_case() throws IOException {
        for (var name : tzdb()) {
            var zone = TimeZones.parse(name);
            assertThat(ZoneId.of(zone.getId())).as("stored as %s", zone).isEqualTo(zone);
            for (var said :
                    List.of(name, name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT), anyCase(name))) {
                assertThat(TimeZones.said(said)).as(said).contains(zone);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "EST, -05:00",
        "MST, -07:00",
        "HST, -10:00",
        "ROC, +08:00",
        "GMT+0, Z",
        "GMT-0, Z",
        "Factory, Z",
        "Etc/GMT+5, -05:00",
        "Asia/Calcutta, +05:30",
        "CET, +01:00"
    })
    void a_zone_has_the_offset_that_tzdb_gives_it(String name, String offset) {
        assertThat(TimeZones.parse(name).getRules().getOffset(NOON)).isEqualTo(ZoneOffset.of(offset));
    }

    @ParameterizedTest
    @CsvSource({
        "europe/paris, Europe/Paris",
        "america/argentina/comodrivadavia, America/Argentina/ComodRivadavia",
        "utc, UTC",
        "gb-eire, GB-Eire",
        "est, America/Panama",
        "etc/gmt+5, Etc/GMT+5"
    })
    void a_name_is_stored_in_the_databases_case(String said, String stored) {
        assertThat(TimeZones.said(said).map(ZoneId::getId)).contains(stored);
    }

    @ParameterizedTest
    @CsvSource({
        "+05:30, +05:30",
        "UTC+02:00, +02:00",
        "utc+2, +02:00",
        "GMT+0530, +05:30",
        "GMT-3, -03:00",
        "-09:30, -09:30",
        "+0545, +05:45",
        "UT-1, -01:00",
        "+14:00, +14:00",
        "-12:00, -12:00",
        "Z, UTC",
        "z, UTC",
        "+00:00, UTC",
        "GMT-00:00, UTC",
        "UTC+0, UTC"
    })
    void an_offset_is_stored_as_hours_and_minutes(String said, String stored) {
        assertThat(TimeZones.said(said).map(ZoneId::getId)).contains(stored);
        assertThat(ZoneId.of(stored)).isEqualTo(TimeZones.said(said).orElseThrow());
    }

    @Test
    void every_offset_of_a_quarter_of_an_hour_is_read_back() {
        for (int minutes = -12 * 60; minutes <= 14 * 60; minutes += 15) {
            var zone = TimeZones.said(ZoneOffset.ofTotalSeconds(minutes * 60).getId())
                    .orElseThrow();
            assertThat(zone.getRules().getOffset(NOON).getTotalSeconds()).isEqualTo(minutes * 60);
            assertThat(TimeZones.said(zone.getId())).contains(zone);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "Mars/Olympus",
                "Europe",
                "W. Europe Standard Time",
                "Europe/Paris ",
                "+",
                "UTC+",
                "+14:15",
                "-12:15",
                "+18:00",
                "+5:3",
                "+05:60",
                "+05:30:00",
                "05:30",
                "PST",
                "CEST",
                "UTC 2",
                "+２"
            })
    void what_is_neither_is_none(String text) {
        assertThat(TimeZones.said(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"europe/paris", "+02:00", "UTC+2", "Z", "Mars/Olympus", "est"})
    void a_policy_names_a_zone_as_the_database_does(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeZones.parse(text))
                .withMessage("\"" + text + "\" (expected: an IANA time zone such as Europe/Berlin)");
    }

    private static List<String> tzdb() throws IOException {
        var resource = Objects.requireNonNull(TimeZonesTest.class.getResourceAsStream("/tzdb-names.txt"));
        try (var lines = new BufferedReader(new InputStreamReader(resource, UTF_8))) {
            var names = lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Arrays.stream(line.split(" ")))
                    .toList();
            assertThat(names).hasSize(598);
            return names;
        }
    }

    private String anyCase(String name) {
        var text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            text.append(random.nextBoolean() ? Character.toUpperCase(c) : Character.toLowerCase(c));
        }
        return text.toString();
    }
}
