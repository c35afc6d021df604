package dev.opportune.gateway.json;

import dev.opportune.ratelimiter.TimeZones;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Times as the wire contract writes them. Every method throws an [IllegalArgumentException] that names the value and
/// what was expected.
public final class WireTime {

    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)");
    private static final Pattern LOCAL =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?");
    private static final Pattern WEEKS = Pattern.compile("P(\\d{1,4})W");
    private static final Pattern DURATION =
            Pattern.compile("P(?=\\d|T\\d)(\\d{1,6}D)?(T(?=\\d)(\\d{1,9}H)?(\\d{1,9}M)?(\\d{1,9}(\\.\\d{1,9})?S)?)?");
    private static final String INSTANT_EXPECTED = "an RFC 3339 instant such as \"2026-11-22T12:00:00Z\"";
    private static final String LOCAL_EXPECTED = "a date and time without an offset, such as \"2026-11-22T12:00\"";
    private static final String DURATION_EXPECTED = "an ISO 8601 duration such as \"PT15M\"";

    private static final String ZONE_EXPECTED =
            "an IANA time zone such as \"Europe/Berlin\", or an offset such as \"+02:00\"";

    private static final int SECONDS_A_DAY = 86_400;
    private static final long YEAR_10000 = 253_402_300_800L;

    private WireTime() {}

    /// Reads an RFC 3339 instant.
    public static Instant instant(String text) {
        return read(text, RFC_3339, it -> OffsetDateTime.parse(it).toInstant(), INSTANT_EXPECTED);
    }

    /// Reads a date and time without an offset.
    public static LocalDateTime local(String text) {
        return read(text, LOCAL, LocalDateTime::parse, LOCAL_EXPECTED);
    }

    /// Reads an ISO 8601 duration of weeks, or of days, hours, minutes and seconds.
    public static Duration duration(String text) {
        var weeks = WEEKS.matcher(text);
        if (weeks.matches()) return Duration.ofDays(7L * Integer.parseInt(weeks.group(1)));
        return read(text, DURATION, Duration::parse, DURATION_EXPECTED);
    }

    /// Reads the name of an IANA time zone, in any case, or an offset.
    public static ZoneId zone(String text) {
        return TimeZones.said(text).orElseThrow(() -> new IllegalArgumentException(noZone(text)));
    }

    /// What is wrong with a text that is no time zone.
    public static String noZone(String text) {
        return Quoted.of(text) + " (expected: " + ZONE_EXPECTED + ")";
    }

    /// Writes an instant in UTC, with milliseconds only where there are some.
    public static String text(Instant instant) {
        long seconds = instant.getEpochSecond();
        if (seconds < 0 || seconds >= YEAR_10000) {
            return instant.truncatedTo(ChronoUnit.MILLIS).toString();
        }
        int ofDay = (int) (seconds % SECONDS_A_DAY);
        var date = LocalDate.ofEpochDay(seconds / SECONDS_A_DAY);
        int millis = instant.getNano() / 1_000_000;
        var text = new byte[millis == 0 ? 20 : 24];
        digits(text, 0, 4, date.getYear());
        digits(text, 5, 2, date.getMonthValue());
        digits(text, 8, 2, date.getDayOfMonth());
        digits(text, 11, 2, ofDay / 3600);
        digits(text, 14, 2, ofDay / 60 % 60);
        digits(text, 17, 2, ofDay % 60);
        text[4] = text[7] = '-';
        text[10] = 'T';
        text[13] = text[16] = ':';
        if (millis > 0) {
            text[19] = '.';
            digits(text, 20, 3, millis);
        }
        text[text.length - 1] = 'Z';
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void digits(byte[] to, int at, int count, int number) {
        int rest = number;
        for (int i = at + count - 1; i >= at; i--, rest /= 10) to[i] = (byte) ('0' + rest % 10);
    }

    /// The pattern is the strict half: `java.time` alone takes more than the contract does.
    private static <T> T read(String text, Pattern pattern, Function<String, T> parse, String expected) {
        if (!pattern.matcher(text).matches()) throw unlike(text, expected);
        try {
            return parse.apply(text);
        } catch (DateTimeException e) {
            var unlike = unlike(text, expected);
            unlike.initCause(e);
            throw unlike;
        }
    }

    private static IllegalArgumentException unlike(String text, String expected) {
        return new IllegalArgumentException(Quoted.of(text) + " (expected: " + expected + ")");
    }
}
