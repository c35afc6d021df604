package dev.opportune.engagement.report;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Groups what was counted into rows. Not thread-safe.
public final class Report {

    private static final int HOUR_SECONDS = 3_600;

    /// What a row stands for.
    public enum By {
        CATEGORY,
        INTENT,
        CAMPAIGN,
        TEMPLATE,
        LOCALE,
        APP,
        HOUR,
        DAY,
        HOUR_OF_DAY;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final By by;
    private final ZoneId zone;
    private final Predicate<Label> wanted;
    private final Map<String, Cells> groups = new TreeMap<>();

    /// @param zone by which days and hours are told: its offset is of whole hours
    /// @param wanted of which labels the report is; those of apps are only asked for [By#APP]
    public Report(By by, ZoneId zone, Predicate<Label> wanted) {
        this.by = by;
        this.zone = zone;
        this.wanted = wanted;
    }

    /// Adds what was counted in an hour under a label.
    ///
    /// @param hour since 1970
    public void add(long hour, Label label, Cells cells) {
        var name = nameOf(hour, label);
        if (name != null && wanted.test(label)) {
            groups.computeIfAbsent(name, _ -> new Cells()).add(cells);
        }
    }

    /// By name; that of sends without a campaign, … is empty. Not for [By#APP].
    public Map<String, Row> rows() {
        var rows = new TreeMap<String, Row>();
        groups.forEach((name, cells) -> rows.put(name, Row.of(cells)));
        return rows;
    }

    /// By app how many deliveries had each outcome: for [By#APP].
    public Map<String, Map<String, Long>> apps() {
        var rows = new TreeMap<String, Map<String, Long>>();
        groups.forEach((name, cells) -> rows.put(name, cells.beginning(Metric.OUTCOME)));
        return rows;
    }

    private @Nullable String nameOf(long hour, Label label) {
        return switch (label) {
            case Label.OfApp(var app) -> by == By.APP ? app : null;
            case Label.OfSends sends ->
                switch (by) {
                    case CATEGORY -> sends.category();
                    case INTENT -> orEmpty(sends.intent());
                    case CAMPAIGN -> orEmpty(sends.campaign());
                    case TEMPLATE -> orEmpty(sends.template());
                    case LOCALE -> orEmpty(sends.locale());
                    case APP -> null;
                    case HOUR -> Instant.ofEpochSecond(hour * HOUR_SECONDS).toString();
                    case DAY -> local(hour).toLocalDate().toString();
                    case HOUR_OF_DAY ->
                        String.format(Locale.ROOT, "%02d", local(hour).getHour());
                };
        };
    }

    private ZonedDateTime local(long hour) {
        return Instant.ofEpochSecond(hour * HOUR_SECONDS).atZone(zone);
    }

    private static String orEmpty(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
