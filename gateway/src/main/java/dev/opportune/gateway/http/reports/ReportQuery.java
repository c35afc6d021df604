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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a report is to tell of.
///
/// @param isCsv else JSON
/// @param fromHour since 1970: the one that `from` is in
/// @param toHour the first one that is not told of, at or after `to`
/// @param filters by their parameters: of which alone it is; empty: of those that have none
record ReportQuery(By by, boolean isCsv, long fromHour, long toHour, ZoneId zone, Map<String, String> filters) {

    private static final String APP = "app";

    /// Of sends; deliveries have an app alone.
    private static final List<String> FILTERS = List.of("category", "intent", "campaign", "template", "locale");

    static final Set<String> PARAMETERS = Set.of(
            "by", "from", "to", "timezone", "format", "category", "intent", "campaign", "template", "locale", APP);

    private static final Set<By> OF_SENDS = EnumSet.of(By.CATEGORY, By.INTENT, By.CAMPAIGN, By.TEMPLATE, By.LOCALE);
    private static final int HOUR_SECONDS = 3_600;

    /// Throws a [CallerMistake] that names the parameter.
    ///
    /// @param now where it ends unless it says so
    static ReportQuery read(Map<String, String> query, Instant now) {
        var by = by(needed(query, "by"));
        var from = time("from", needed(query, "from"), WireTime::instant);
        var until = query.get("to");
        var to = until == null ? now : time("to", until, WireTime::instant);
        if (!to.isAfter(from)) {
            throw until == null
                    ? wrong(
                            "from",
                            Quoted.of(needed(query, "from")) + " (expected: an instant in the past, or with to)")
                    : wrong("to", Quoted.of(until) + " (expected: an instant after from)");
        }
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
        return new ReportQuery(by, isCsv(query.get("format")), fromHour, toHour, zone, filters(by, query));
    }

    private static Map<String, String> filters(By by, Map<String, String> query) {
        var filters = new TreeMap<>(query);
        filters.keySet().retainAll(FILTERS);
        var app = query.get(APP);
        if (by == By.APP && !filters.isEmpty()) {
            throw wrong("by", "app would be of all sends (expected: no " + filters.firstKey() + " beside it)");
        }
        if (app == null) return filters;
        if (!filters.isEmpty()) {
            throw wrong(APP, "would be of all sends (expected: no " + filters.firstKey() + " beside it)");
        }
        if (OF_SENDS.contains(by)) {
            throw wrong(APP, "would be of deliveries (expected: by app, hour, day or hour_of_day)");
        }
        return Map.of(APP, app);
    }

    /// Whether it is of deliveries to apps, and not of sends.
    boolean isOfDeliveries() {
        return by == By.APP || filters.containsKey(APP);
    }

    boolean wants(Label label) {
        return switch (label) {
            case Label.OfApp(var app) -> is(APP, app);
            case Label.OfArm _ -> false;
            case Label.OfSends of ->
                is("category", of.category())
                        && is("intent", of.intent())
                        && is("campaign", of.campaign())
                        && is("template", of.template())
                        && is("locale", of.locale());
        };
    }

    private boolean is(String filter, @Nullable String value) {
        var wanted = filters.get(filter);
        return wanted == null || wanted.equals(Objects.requireNonNullElse(value, ""));
    }

    private static boolean isCsv(@Nullable String format) {
        return switch (format) {
            case "csv" -> true;
            case "json" -> false;
            case null -> false;
            default -> throw wrong("format", Quoted.of(format) + " (expected: json or csv)");
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
