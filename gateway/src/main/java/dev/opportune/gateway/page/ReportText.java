package dev.opportune.gateway.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A report as lines for a terminal: the figures that are asked for most.
public final class ReportText {

    private static final int NAME = 32;

    private ReportText() {}

    /// Makes the lines.
    ///
    /// @param report as `GET /v1/reports` answers it
    public static List<String> lines(JsonNode report) {
        var by = report.path("by").asText();
        var lines = new ArrayList<String>();
        lines.add("%s to %s, as of %s"
                .formatted(
                        report.path("from").asText(),
                        report.path("to").asText(),
                        report.path("as_of").asText()));
        var rows = report.path("rows").valueStream().toList();
        if (rows.isEmpty()) {
            lines.add("Nothing was counted in this time.");
        } else if (rows.getFirst().has("deliveries")) {
            for (var row : rows) {
                lines.add(String.format(Locale.ROOT, "%-32s %s", name(row, by), row.path("deliveries")));
            }
        } else {
            lines.add(String.format(
                    Locale.ROOT, "%-32s %12s %12s %12s  %s", by, "sends", "accepted", "opened", "opened rate"));
            for (var row : rows) lines.add(line(row, by));
        }
        return lines;
    }

    private static String line(JsonNode row, String by) {
        var rate = row.path("opened_rate");
        return String.format(
                Locale.ROOT,
                "%-32s %,12d %,12d %,12d  %s%s",
                name(row, by),
                row.path("sends").asLong(),
                row.path("accepted").asLong(),
                row.path("opened").asLong(),
                rate.has("of")
                        ? new Shares.Interval(
                                        rate.path("rate").asDouble(),
                                        rate.path("low").asDouble(),
                                        rate.path("high").asDouble())
                                .text()
                        : "-",
                row.path("maturing").asBoolean() ? ", maturing" : "");
    }

    /// A terminal must not be told by a name what to do.
    private static String name(JsonNode row, String by) {
        var name = ReportPage.name(row, by).replaceAll("\\p{Cntrl}", "\uFFFD");
        return name.length() <= NAME ? name : name.substring(0, NAME - 1) + '…';
    }
}
