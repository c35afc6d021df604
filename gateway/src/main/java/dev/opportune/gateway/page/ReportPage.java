package dev.opportune.gateway.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.gateway.page.Shares.Share;
import dev.opportune.gateway.page.Stacks.Bar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The page of a report: what became of sends, how many were opened, …, in plots, and every figure in a table.
public final class ReportPage {

    private static final Set<String> OF_TIMES = Set.of("hour", "day", "hour_of_day");

    /// More would not be told apart; all are in the table.
    private static final int MOST_NAMES = 25;

    private static final int MOST_TIMES = 744;

    private static final List<String> PARTS = List.of("accepted", "unconfirmed", "undelivered", "suppressed", "alive");
    private static final List<String> UNDELIVERED = List.of("rejected", "expired", "cancelled", "failed", "withheld");
    private static final List<String> OUTCOMES =
            List.of("accepted", "unconfirmed", "unregistered", "rejected", "throttled", "not_sent");

    private final JsonNode report;
    private final String by;
    private final boolean isOfTimes;
    private final boolean isOfDeliveries;
    private final List<JsonNode> rows;
    private final List<JsonNode> shown;
    private final Markup body = new Markup();

    private ReportPage(JsonNode report) {
        this.report = report;
        this.by = report.path("by").asText();
        this.isOfTimes = OF_TIMES.contains(by);
        this.rows = report.path("rows").valueStream().toList();
        this.isOfDeliveries = rows.stream().anyMatch(row -> row.has("deliveries"));
        this.shown = isOfTimes
                ? rows.subList(Math.max(0, rows.size() - MOST_TIMES), rows.size())
                : rows.stream()
                        .sorted(Comparator.comparingLong(this::weight).reversed())
                        .limit(MOST_NAMES)
                        .toList();
    }

    /// Makes the page, in HTML.
    ///
    /// @param report as `GET /v1/reports` answers it
    public static String of(JsonNode report) {
        return new ReportPage(report).page();
    }

    private String page() {
        var title = (isOfDeliveries ? "Deliveries" : "Sends") + " by " + by.replace('_', ' ');
        body.element("h1", title);
        body.element(
                "p", report.path("from").asText() + " to " + report.path("to").asText() + zone(), "class", "quiet");
        body.element("p", "As of " + report.path("as_of").asText() + ". " + maturing(), "class", "quiet");
        if (rows.isEmpty()) {
            body.element("p", "Nothing was counted in this time.");
            return Page.of(title, body);
        }
        tiles();
        if (isOfDeliveries) {
            stacks(
                    "Outcomes of deliveries",
                    OUTCOMES,
                    row -> OUTCOMES.stream()
                            .map(outcome -> row.path("deliveries").path(outcome).asLong())
                            .toList());
        } else {
            stacks("What became of sends", PARTS, ReportPage::parts);
            shares("Opened", row -> row.path("opened_rate"));
            shares("Clicked", row -> row.path("clicked_rate"));
            for (var name : conversions()) {
                shares(
                        "Converted: " + name,
                        row -> row.path("converted").path(name).path("rate"));
            }
            shares("Refused after", row -> row.path("refused_after_rate"));
        }
        new ReportTable(by, rows).write(body);
        return Page.of(title, body);
    }

    private String zone() {
        var zone = report.path("timezone").asText("Z");
        return zone.equals("Z") ? ", UTC" : "; hours and days are those of " + zone;
    }

    private String maturing() {
        long young =
                rows.stream().filter(row -> row.path("maturing").asBoolean()).count();
        if (young == 0) return "All figures are final, or nearly.";
        return (young == rows.size() ? "All rows" : young + " of " + rows.size() + " rows")
                + " are maturing: some of their hours are so young that their figures may well grow.";
    }

    private long weight(JsonNode row) {
        return isOfDeliveries ? sum(row.path("deliveries")) : row.path("sends").asLong();
    }

    private void tiles() {
        var tiles = new LinkedHashMap<String, Long>();
        if (isOfDeliveries) {
            tiles.put("Deliveries", rows.stream().mapToLong(this::weight).sum());
        } else {
            for (var name : List.of("sends", "accepted", "opened", "clicked")) {
                tiles.put(
                        Character.toUpperCase(name.charAt(0)) + name.substring(1),
                        rows.stream().mapToLong(row -> row.path(name).asLong()).sum());
            }
            for (var name : conversions()) {
                tiles.put(
                        "Converted: " + name,
                        rows.stream()
                                .mapToLong(row -> row.path("converted")
                                        .path(name)
                                        .path("count")
                                        .asLong())
                                .sum());
            }
        }
        body.begin("dl", "class", "tiles");
        tiles.forEach((name, sum) -> body.begin("div")
                .element("dt", name)
                .element("dd", Plot.count(sum))
                .end());
        body.end();
    }

    private void stacks(String title, List<String> names, Function<JsonNode, List<Long>> parts) {
        body.element("h2", title).element("p", whatIsShown(), "class", "quiet");
        var bars =
                shown.stream().map(row -> new Bar(name(row), parts.apply(row))).toList();
        var heard = title + " by " + by + ", " + bars.size() + " bars; the table below has all figures";
        body.add(isOfTimes ? Stacks.beside(bars, names, heard) : Stacks.below(bars, names, heard));
    }

    private void shares(String title, Function<JsonNode, JsonNode> rate) {
        var shares = new ArrayList<Share>();
        String of = null;
        for (var row : shown) {
            var it = rate.apply(row);
            if (it.has("of")) of = it.path("of").asText();
            shares.add(new Share(name(row), interval(it)));
        }
        if (of == null) return;
        body.element("h2", title);
        body.element(
                "p",
                "Of " + of.replace("+", " and ") + " sends, with the interval that has the true share in 95 % of cases,"
                        + " if sends are independent.",
                "class",
                "quiet");
        var heard = title + " by " + by + ", " + shares.size() + " rates; the table below has all figures";
        body.add(isOfTimes ? Shares.beside(shares, heard) : Shares.below(shares, heard));
    }

    private static Shares.@Nullable Interval interval(JsonNode rate) {
        if (!rate.has("of")) return null;
        return new Shares.Interval(
                rate.path("rate").asDouble(),
                rate.path("low").asDouble(),
                rate.path("high").asDouble());
    }

    private String whatIsShown() {
        if (shown.size() == rows.size()) return "";
        return isOfTimes
                ? "The latest " + shown.size() + " of " + rows.size() + "; all are in the table."
                : "The " + shown.size() + " largest of " + rows.size() + "; all are in the table.";
    }

    private static List<Long> parts(JsonNode row) {
        return List.of(
                row.path("accepted").asLong(),
                row.path("unconfirmed").asLong(),
                UNDELIVERED.stream().mapToLong(name -> row.path(name).asLong()).sum(),
                sum(row.path("suppressed")),
                row.path("alive").asLong());
    }

    private static long sum(JsonNode counts) {
        return counts.valueStream().mapToLong(JsonNode::asLong).sum();
    }

    private Set<String> conversions() {
        var names = new TreeSet<String>();
        for (var row : rows) {
            row.path("converted").propertyStream().map(Map.Entry::getKey).forEach(names::add);
        }
        return names;
    }

    private String name(JsonNode row) {
        return name(row, by);
    }

    static String name(JsonNode row, String by) {
        return row.path(by).isTextual() ? row.path(by).asText() : "(none)";
    }
}
