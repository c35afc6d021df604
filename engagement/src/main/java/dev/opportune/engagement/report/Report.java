package dev.opportune.engagement.report;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Groups what was counted into rows. Not thread-safe.
public final class Report {

    /// Rows of fewer users show no rates, unless somebody says otherwise: a campaign of one is a person.
    public static final int MIN_USERS = 10;

    private static final int HOUR_SECONDS = 3_600;

    /// Of an hour, with its offset: where clocks go back, two have the same time.
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX", Locale.ROOT);

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
    private final boolean ofDeliveries;
    private final ZoneId zone;
    private final Predicate<Label> wanted;
    private final Map<String, Group> groups = new HashMap<>();
    private final Map<Label, Group> ofLabels = new HashMap<>();
    private long presentHour = Long.MIN_VALUE;
    private Group present = new Group("", 0);

    /// What is counted for a row.
    private static final class Group {
        final String name;
        final long firstHour;
        final Cells cells = new Cells();
        long lastHour;

        Group(String name, long hour) {
            this.name = name;
            this.firstHour = hour;
            this.lastHour = hour;
        }
    }

    /// Deliveries to the devices of apps.
    ///
    /// @param outcomes how many had each
    /// @param lastHour the latest in which there are any, since 1970
    public record Deliveries(Map<String, Long> outcomes, long lastHour) {}

    /// @param ofDeliveries whether it is of those to apps, and not of sends
    /// @param zone by which days and hours are told: its offset is of whole hours
    /// @param wanted of which labels the report is
    public Report(By by, boolean ofDeliveries, ZoneId zone, Predicate<Label> wanted) {
        this.by = by;
        this.ofDeliveries = ofDeliveries;
        this.zone = zone;
        this.wanted = wanted;
    }

    /// Where to count what was counted in an hour under a label; null: the report is not of it.
    ///
    /// @param hour since 1970
    public @Nullable Cells cells(long hour, Label label) {
        var group = switch (by) {
            case HOUR, DAY, HOUR_OF_DAY -> isOf(label) ? ofHour(hour) : null;
            case CATEGORY, INTENT, CAMPAIGN, TEMPLATE, LOCALE, APP -> ofLabel(hour, label);
        };
        if (group == null) return null;
        group.lastHour = Math.max(group.lastHour, hour);
        return group.cells;
    }

    private boolean isOf(Label label) {
        boolean isOfKind = switch (label) {
            case Label.OfSends _ -> !ofDeliveries;
            case Label.OfApp _ -> ofDeliveries;
            case Label.OfArm _ -> false; // of users, and of no hour
        };
        return isOfKind && wanted.test(label);
    }

    /// What is read of an hour is read together.
    private Group ofHour(long hour) {
        if (hour == presentHour) return present;
        var local = Instant.ofEpochSecond(hour * HOUR_SECONDS).atZone(zone);
        presentHour = hour;
        present = group(nameOf(local), hour);
        return present;
    }

    private String nameOf(ZonedDateTime local) {
        return switch (by) {
            case HOUR -> HOUR.format(local);
            case DAY -> local.toLocalDate().toString();
            case HOUR_OF_DAY -> String.format(Locale.ROOT, "%02d", local.getHour());
            case CATEGORY, INTENT, CAMPAIGN, TEMPLATE, LOCALE, APP -> throw new IllegalStateException("no hour: " + by);
        };
    }

    private @Nullable Group ofLabel(long hour, Label label) {
        var known = ofLabels.get(label);
        if (known != null || !isOf(label)) return known;
        var group = group(nameOf(label), hour);
        ofLabels.put(label, group);
        return group;
    }

    private String nameOf(Label label) {
        return switch (label) {
            case Label.OfApp(var app) -> app;
            case Label.OfArm of -> of.arm();
            case Label.OfSends of ->
                Objects.requireNonNullElse(
                        switch (by) {
                            case CATEGORY -> of.category();
                            case INTENT -> of.intent();
                            case CAMPAIGN -> of.campaign();
                            case TEMPLATE -> of.template();
                            case LOCALE -> of.locale();
                            case APP, HOUR, DAY, HOUR_OF_DAY -> throw new IllegalStateException("no label: " + by);
                        },
                        "");
        };
    }

    private Group group(String name, long hour) {
        return groups.computeIfAbsent(name, _ -> new Group(name, hour));
    }

    /// By name, in their order; that of sends without a campaign, … is empty. Not of deliveries.
    public Map<String, Row> rows() {
        return inOrder(group -> Row.of(group.cells, group.lastHour));
    }

    /// By name, in their order: of deliveries.
    public Map<String, Deliveries> deliveries() {
        return inOrder(group -> new Deliveries(group.cells.beginning(Metric.OUTCOME), group.lastHour));
    }

    private <T> Map<String, T> inOrder(Function<Group, T> row) {
        var rows = new LinkedHashMap<String, T>();
        if (by == By.HOUR) { // their names are not in order where clocks go back
            var ordered = new TreeMap<Long, Group>();
            groups.values().forEach(group -> ordered.put(group.firstHour, group));
            ordered.values().forEach(group -> rows.put(group.name, row.apply(group)));
        } else {
            new TreeMap<>(groups).forEach((name, group) -> rows.put(name, row.apply(group)));
        }
        return rows;
    }
}
