package dev.opportune.gateway.http.reports;

import dev.opportune.engagement.report.Label;
import dev.opportune.engagement.report.Report.By;
import dev.opportune.gateway.http.CallerMistake;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.json.Quoted;
import dev.opportune.gateway.json.WireTime;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a report is to tell of.
///
/// @param fromHour since 1970: the one that `from` is in
/// @param toHour the first one that is not told of, at or after `to`
/// @param category null: of all; so are the next two
record ReportQuery(
        By by,
        long fromHour,
        long toHour,
        ZoneId zone,
        @Nullable String category,
        @Nullable String intent,
        @Nullable String campaign) {

    static final Set<String> PARAMETERS = Set.of("by", "from", "to", "timezone", "category", "intent", "campaign");

    private static final int HOUR_SECONDS = 3_600;

    /// Throws a [CallerMistake] that names the parameter.
    static ReportQuery read(Map<String, String> query) {
        var by = by(needed(query, "by"));
        var from = time("from", needed(query, "from"), WireTime::instant);
        var to = time("to", needed(query, "to"), WireTime::instant);
        if (!to.isAfter(from)) throw wrong("to", Quoted.of(needed(query, "to")) + " (expected: an instant after from)");
        long fromHour = Math.floorDiv(from.getEpochSecond(), HOUR_SECONDS);
        long toHour = Math.ceilDiv(to.getEpochSecond(), HOUR_SECONDS);
        if (to.getNano() > 0 && to.getEpochSecond() % HOUR_SECONDS == 0) toHour++;
        if (toHour - fromHour > Limits.REPORT_HOURS) {
            throw wrong(
                    "to",
                    "the report would be of " + (toHour - fromHour) / 24 + " days (expected: at most "
                            + Limits.REPORT_HOURS / 24 + ")");
        }
        var said = query.get("timezone");
        var zone = said == null ? ZoneOffset.UTC : time("timezone", said, WireTime::zone);
        requireWholeHours(zone, fromHour, toHour);
        var category = query.get("category");
        var intent = query.get("intent");
        var campaign = query.get("campaign");
        if (by == By.APP && (category != null || intent != null || campaign != null)) {
            throw wrong("by", "app would be of all sends (expected: no category, intent or campaign beside it)");
        }
        return new ReportQuery(by, fromHour, toHour, zone, category, intent, campaign);
    }

    boolean wants(Label label) {
        return switch (label) {
            case Label.OfApp _ -> true;
            case Label.OfSends of ->
                (category == null || category.equals(of.category()))
                        && (intent == null || intent.equals(of.intent()))
                        && (campaign == null || campaign.equals(of.campaign()));
        };
    }

    private static void requireWholeHours(ZoneId zone, long fromHour, long toHour) {
        for (long hour = fromHour; hour < toHour; hour++) {
            var offset = zone.getRules().getOffset(Instant.ofEpochSecond(hour * HOUR_SECONDS));
            if (offset.getTotalSeconds() % HOUR_SECONDS != 0) {
                throw wrong(
                        "timezone",
                        Quoted.of(zone.getId()) + " is " + offset.getId()
                                + " (expected: an IANA time zone that is whole hours from UTC)");
            }
        }
    }

    private static By by(String word) {
        for (var by : By.values()) if (by.word().equals(word)) return by;
        throw wrong(
                "by",
                Quoted.of(word) + " (expected: "
                        + Arrays.stream(By.values()).map(By::word).collect(Collectors.joining(", ")) + ")");
    }

    private static <T> T time(String name, String text, Function<String, T> read) {
        try {
            return read.apply(text);
        } catch (IllegalArgumentException e) {
            throw wrong(name, String.valueOf(e.getMessage()));
        }
    }

    private static String needed(Map<String, String> query, String name) {
        var value = query.get(name);
        if (value == null) throw wrong(name, "missing (expected: a value)");
        return value;
    }

    private static CallerMistake wrong(String name, String detail) {
        return new CallerMistake("query: " + name + ": " + detail);
    }
}
