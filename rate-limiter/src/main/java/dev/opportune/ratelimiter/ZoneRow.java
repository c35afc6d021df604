package dev.opportune.ratelimiter;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/// The row of a time zone, as scripts read it: the offsets in force around now, so that a script resolves local times
/// exactly without time zone data of its own.
///
/// `<written at, s>;<offset, s>;<instant, s>=<offset, s>;…`: the offset in force at the row's start, then every
/// transition up to the row's end. Seconds since 1970; offsets in seconds east of Greenwich.
public final class ZoneRow {

    /// How far before the writing a row starts: more than the longest ttl, since a moment that began so long ago in
    /// local time may last until now; and so more than a calendar week and a local day.
    public static final Duration BEFORE = Duration.ofDays(31);

    /// How far after the writing a row ends: a row that is 30 days old still covers a moment that begins as far
    /// ahead as it may, in 28 days, and lasts as long again.
    public static final Duration AFTER = Duration.ofDays(90);

    /// Writes the row of a zone from this JDK's zone data.
    public static String write(ZoneId zone, Instant now) {
        var rules = zone.getRules();
        var written = now.truncatedTo(ChronoUnit.SECONDS);
        var start = written.minus(BEFORE);
        var end = written.plus(AFTER);
        var row = new StringBuilder()
                .append(written.getEpochSecond())
                .append(';')
                .append(rules.getOffset(start).getTotalSeconds());
        for (var next = rules.nextTransition(start);
                next != null && !next.getInstant().isAfter(end);
                next = rules.nextTransition(next.getInstant())) {
            row.append(';')
                    .append(next.toEpochSecond())
                    .append('=')
                    .append(next.getOffsetAfter().getTotalSeconds());
        }
        return row.toString();
    }

    private ZoneRow() {}
}
