package dev.opportune.ratelimiter.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.LocalWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// What `java.time`'s wall clock shows in each minute of a stretch of time, as a list to look things up in. Windows
/// begin and end on whole minutes, and so must the zone's offsets.
final class WallMinutes {

    private final Instant first;
    /// The minute of the day.
    private final short[] shown;

    WallMinutes(ZoneId zone, Instant from, Duration length) {
        this.first = from.truncatedTo(ChronoUnit.MINUTES).minusSeconds(120);
        this.shown = new short[Math.toIntExact(length.toMinutes())];
        for (int minute = 0; minute < shown.length; minute++) {
            var at = first.plusSeconds(60L * minute).atZone(zone);
            assertThat(at.getOffset().getTotalSeconds() % 60).isZero();
            shown[minute] = (short) (at.getHour() * 60 + at.getMinute());
        }
    }

    Edges edges(LocalWindow window) {
        return new Edges(window);
    }

    /// For each minute the next one that is inside a window, and the next one that is outside.
    final class Edges {

        private final int[] nextInside = new int[shown.length];
        private final int[] nextOutside = new int[shown.length];

        private Edges(LocalWindow window) {
            int inside = shown.length;
            int outside = shown.length;
            for (int minute = shown.length - 1; minute >= 0; minute--) {
                if (isInside(window, shown[minute])) inside = minute;
                else outside = minute;
                nextInside[minute] = inside;
                nextOutside[minute] = outside;
            }
        }

        private static boolean isInside(LocalWindow window, int minute) {
            int start = window.startMinute();
            int end = window.endMinute();
            return start < end ? start <= minute && minute < end : start <= minute || minute < end;
        }

        boolean inside(Instant at) {
            return nextInside[index(at)] == index(at);
        }

        /// The first instant from `at` on that is inside; null when there is none in this stretch of time.
        @Nullable
        Instant firstInside(Instant at) {
            return first(nextInside, at);
        }

        /// The first instant from `at` on that is outside; null when there is none in this stretch of time.
        @Nullable
        Instant firstOutside(Instant at) {
            return first(nextOutside, at);
        }

        private @Nullable Instant first(int[] next, Instant at) {
            int now = index(at);
            if (next[now] == now) return at;
            return next[now] == shown.length ? null : first.plusSeconds(60L * next[now]);
        }

        private int index(Instant at) {
            return Math.toIntExact(Math.floorDiv(at.getEpochSecond() - first.getEpochSecond(), 60L));
        }
    }
}
