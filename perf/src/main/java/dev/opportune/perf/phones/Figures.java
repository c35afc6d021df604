package dev.opportune.perf.phones;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/// Figures by category and name, such as `rain opened`; those that are 0 are left out.
final class Figures {

    private static final String[] NUMBERS = {
        "sends",
        "accepted",
        "unconfirmed",
        "rejected",
        "expired",
        "cancelled",
        "failed",
        "withheld",
        "alive",
        "opened",
        "clicked",
        "dismissed"
    };

    private final Map<String, String> all = new TreeMap<>();
    private final Map<String, Long> counts = new TreeMap<>();

    /// What `GET /v1/reports?by=category` says.
    static Figures ofReport(JsonNode report) {
        var figures = new Figures();
        for (var row : report.path("rows")) {
            var category = row.path("category").asText();
            for (var name : NUMBERS) {
                figures.count(category, name, row.path(name).asLong());
            }
            figures.count(
                    category,
                    "admitted or deferred",
                    row.path("admitted").asLong() + row.path("deferred").asLong());
            row.path("suppressed").forEachEntry((_, count) -> figures.count(category, "suppressed", count.asLong()));
            row.path("received")
                    .forEachEntry((platform, count) -> figures.count(category, "received " + platform, count.asLong()));
            row.path("converted").forEachEntry((name, of) -> {
                figures.count(category, name, of.path("count").asLong());
                figures.count(category, name + " direct", of.path("direct").asLong());
                of.path("value")
                        .forEachEntry((currency, sum) ->
                                figures.count(category, name + ' ' + currency + " cents", cents(sum.asText())));
            });
        }
        return figures;
    }

    static long cents(String decimal) {
        return new BigDecimal(decimal).movePointRight(2).longValueExact();
    }

    void count(String category, String name, long more) {
        if (more == 0) return;
        all.put(category + ' ' + name, Long.toString(counts.merge(category + ' ' + name, more, Long::sum)));
    }

    Map<String, String> all() {
        return all;
    }
}
