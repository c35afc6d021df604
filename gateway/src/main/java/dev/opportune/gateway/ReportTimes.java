package dev.opportune.gateway;

import dev.opportune.gateway.json.WireTime;
import java.time.DateTimeException;
import java.time.LocalDate;

/// Times as whoever types `report` may say them.
final class ReportTimes {

    private ReportTimes() {}

    /// Gives an RFC 3339 instant. Throws an [IllegalArgumentException] that says what was expected.
    ///
    /// @param text an instant, or a date: its first instant in the zone
    static String instant(String text, String zone) {
        if (text.length() != "2026-11-28".length()) return WireTime.text(WireTime.instant(text));
        try {
            return WireTime.text(
                    LocalDate.parse(text).atStartOfDay(WireTime.zone(zone)).toInstant());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(text + " (expected: a date such as 2026-11-28)", e);
        }
    }
}
