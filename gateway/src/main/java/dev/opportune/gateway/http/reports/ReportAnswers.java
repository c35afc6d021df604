package dev.opportune.gateway.http.reports;

import dev.opportune.engagement.report.Report;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.json.WireTime;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// Writes a report.
final class ReportAnswers {

    private static final int HOUR_SECONDS = 3_600;

    private ReportAnswers() {}

    /// How its rows are to be shown.
    ///
    /// @param asOf when it was read
    /// @param minUsers rows of fewer show no rates: a campaign of one is a person
    /// @param maturing how long after an hour its figures may well grow
    record Terms(Instant asOf, int minUsers, Duration maturing) {

        /// @param lastHour of a row
        boolean isMaturing(long lastHour) {
            return instant(lastHour + 1).plus(maturing).isAfter(asOf);
        }
    }

    static Reply of(ReportQuery query, Report report, Terms terms) {
        return query.isCsv() ? csv(query, report, terms) : json(query, report, terms);
    }

    private static Reply json(ReportQuery query, Report report, Terms terms) {
        return Reply.json(200, json -> {
            json.writeStringField("by", query.by().word());
            json.writeStringField("from", WireTime.text(instant(query.fromHour())));
            json.writeStringField("to", WireTime.text(instant(query.toHour())));
            json.writeStringField("timezone", query.zone().getId());
            json.writeStringField("as_of", WireTime.text(terms.asOf));
            json.writeArrayFieldStart("rows");
            var rows = new JsonRows(json, query.by().word(), terms);
            if (query.isOfDeliveries()) {
                for (var row : report.deliveries().entrySet()) rows.write(row.getKey(), row.getValue());
            } else {
                for (var row : report.rows().entrySet()) rows.write(row.getKey(), row.getValue());
            }
            json.writeEndArray();
        });
    }

    private static Reply csv(ReportQuery query, Report report, Terms terms) {
        var table = new CsvTable();
        var rows = new CsvRows(table, query.by().word(), terms);
        if (query.isOfDeliveries()) report.deliveries().forEach(rows::add);
        else report.rows().forEach(rows::add);
        return new Reply(200, "text/csv; charset=utf-8; header=present", Map.of(), Buffer.buffer(table.text()))
                .with(
                        "Content-Disposition",
                        "attachment; filename=\"report-by-" + query.by().word() + ".csv\"");
    }

    private static Instant instant(long hour) {
        return Instant.ofEpochSecond(hour * HOUR_SECONDS);
    }
}
