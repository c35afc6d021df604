package dev.opportune.gateway.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// A receiver's `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date.
final class RetryAfter {

    private static final int MOST_DIGITS = 9;

    private RetryAfter() {}

    /// Zero for what is none; never more than [Bounds#RETRY_AFTER].
    static Duration read(@Nullable String text, long nowSeconds) {
        if (text == null) return Duration.ZERO;
        var given = text.strip();
        boolean isNumber = !given.isEmpty() && given.chars().allMatch(c -> c >= '0' && c <= '9');
        long seconds = isNumber ? seconds(given) : until(given, nowSeconds);
        return Duration.ofSeconds(Math.clamp(seconds, 0, Bounds.RETRY_AFTER.toSeconds()));
    }

    private static long seconds(String digits) {
        return digits.length() > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    private static long until(String date, long nowSeconds) {
        try {
            return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toEpochSecond()
                    - nowSeconds;
        } catch (DateTimeException _) {
            return 0;
        }
    }
}
