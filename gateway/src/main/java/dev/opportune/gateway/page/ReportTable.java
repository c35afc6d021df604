package dev.opportune.gateway.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// All figures of a report, a column for each that any row has.
final class ReportTable {

    private final String by;
    private final List<JsonNode> rows;

    ReportTable(String by, List<JsonNode> rows) {
        this.by = by;
        this.rows = rows;
    }

    void write(Markup to) {
        var lines = new ArrayList<Map<String, String>>();
        var names = new LinkedHashSet<String>();
        for (var row : rows) {
            var cells = cells(row);
            lines.add(cells);
            names.addAll(cells.keySet());
        }
        to.element("h2", "All figures", "id", "figures");
        to.begin("div", "class", "wide", "tabindex", 0, "role", "region", "aria-labelledby", "figures");
        to.begin("table").element("caption", "Times are in seconds; rates are with their 95 % interval.");
        to.begin("thead").begin("tr").element("th", by.replace('_', ' '), "scope", "col");
        for (var name : names) to.element("th", name.replace('_', ' '), "scope", "col");
        to.end().end().begin("tbody");
        for (int i = 0; i < rows.size(); i++) {
            to.begin("tr").element("th", ReportPage.name(rows.get(i), by), "scope", "row");
            for (var name : names) to.element("td", lines.get(i).getOrDefault(name, ""));
            to.end();
        }
        to.end().end().end();
    }

    private Map<String, String> cells(JsonNode row) {
        var cells = new LinkedHashMap<String, String>();
        row.propertyStream().forEach(member -> {
            if (!member.getKey().equals(by)) add(member.getKey(), member.getValue(), cells);
        });
        return cells;
    }

    private static void add(String name, JsonNode value, Map<String, String> to) {
        if (value.has("of")) {
            to.put(name, rate(value));
        } else if (value.isObject()) {
            value.propertyStream().forEach(it -> add(name + ' ' + it.getKey(), it.getValue(), to));
        } else if (value.isNumber()) {
            to.put(name, Plot.count(value.asLong()));
        } else if (value.isBoolean()) {
            to.put(name, value.asBoolean() ? "yes" : "");
        } else {
            to.put(name, value.asText());
        }
    }

    private static String rate(JsonNode rate) {
        return new Shares.Interval(
                        rate.path("rate").asDouble(),
                        rate.path("low").asDouble(),
                        rate.path("high").asDouble())
                .text();
    }
}
