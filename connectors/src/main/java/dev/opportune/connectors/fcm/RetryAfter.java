package dev.opportune.connectors.fcm;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// The `Retry-After` header: seconds or an HTTP date (RFC 9110, 10.2.3).
final class RetryAfter {

    /// "Give up retrying after 60 minutes" (Firebase, "Scale FCM to large audiences"): no longer wait is believed.
    private static final Duration MOST = Duration.ofMinutes(60);

    private static final int MAX_DIGITS = 9;

    private RetryAfter() {}

    /// The wait it asks for, null when there is no header or it cannot be read.
    static @Nullable Duration parse(@Nullable String header, Instant now) {
        if (header == null) return null;
        String text = header.strip();
        Duration wait = text.chars().allMatch(c -> c >= '0' && c <= '9') ? seconds(text) : untilDate(text, now);
        return wait == null || wait.compareTo(MOST) <= 0 ? wait : MOST;
    }

    private static @Nullable Duration seconds(String digits) {
        if (digits.isEmpty()) return null;
        return digits.length() > MAX_DIGITS ? MOST : Duration.ofSeconds(Long.parseLong(digits));
    }

    private static @Nullable Duration untilDate(String date, Instant now) {
        try {
            Instant until = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return until.isBefore(now) ? Duration.ZERO : Duration.between(now, until);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
