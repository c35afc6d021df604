package dev.opportune.ratelimiter.redis;

import dev.opportune.ratelimiter.LocalWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import org.jspecify.annotations.Nullable;

/// A zone's wall clock as `java.time` shows it, minute by minute.
record WallTime(ZoneId zone) {

    /// More than the longest that a daily window can take to begin or end: a day that a zone skips, and some.
    private static final Duration FAR = Duration.ofDays(4);

    boolean inside(LocalWindow window, Instant at) {
        var time = at.atZone(zone).toLocalTime();
        int minute = time.getHour() * 60 + time.getMinute();
        int start = window.startMinute();
        int end = window.endMinute();
        return start < end ? start <= minute && minute < end : start <= minute || minute < end;
    }

    /// The first instant from `from` on that is inside; null when there is none.
    @Nullable
    Instant firstInside(LocalWindow window, Instant from) {
        return first(window, from, true);
    }

    /// The first instant from `from` on that is outside; null when there is none.
    @Nullable
    Instant firstOutside(LocalWindow window, Instant from) {
        return first(window, from, false);
    }

    private @Nullable Instant first(LocalWindow window, Instant from, boolean inside) {
        if (inside(window, from) == inside) return from;
        var minute = from.truncatedTo(ChronoUnit.MINUTES);
        while (minute.isBefore(from.plus(FAR))) {
            minute = minute.plusSeconds(60);
            if (inside(window, minute) == inside) return minute;
        }
        return null;
    }

    LocalDate day(Instant at) {
        return at.atZone(zone).toLocalDate();
    }

    LocalDate monday(Instant at) {
        return day(at).with(TemporalAdjusters.previousOrSame(java.time.DayOfWeek.MONDAY));
    }

    Instant startOf(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }

    Instant resolve(LocalDateTime local) {
        return ZonedDateTime.ofLocal(local, zone, null).toInstant();
    }
}
