package dev.opportune.gateway.http.reports;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.opportune.engagement.Money;
import dev.opportune.engagement.report.Buckets;
import dev.opportune.engagement.report.Rate;
import dev.opportune.engagement.report.Report;
import dev.opportune.engagement.report.Row;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.json.WireTime;
import java.io.IOException;
import java.time.Instant;
import java.util.Currency;
import java.util.Map;

/// Writes a report.
final class ReportAnswers {

    /// Rows of fewer users show no rates: a campaign of one is a person.
    static final int MIN_USERS = 10;

    private static final int HOUR_SECONDS = 3_600;

    private ReportAnswers() {}

    static Reply of(ReportQuery query, Report report, Instant now) {
        return Reply.json(200, json -> {
            json.writeStringField("by", query.by().word());
            json.writeStringField("from", hour(query.fromHour()));
            json.writeStringField("to", hour(query.toHour()));
            json.writeStringField("as_of", WireTime.text(now));
            json.writeArrayFieldStart("rows");
            if (query.by() == Report.By.APP) writeApps(json, report.apps());
            else for (var row : report.rows().entrySet()) writeRow(json, query, row.getKey(), row.getValue());
            json.writeEndArray();
        });
    }

    private static String hour(long hour) {
        return WireTime.text(Instant.ofEpochSecond(hour * HOUR_SECONDS));
    }

    private static void writeApps(JsonGenerator json, Map<String, Map<String, Long>> apps) throws IOException {
        for (var app : apps.entrySet()) {
            json.writeStartObject();
            json.writeStringField("app", app.getKey());
            writeCounts(json, "deliveries", app.getValue());
            json.writeEndObject();
        }
    }

    private static void writeRow(JsonGenerator json, ReportQuery query, String name, Row row) throws IOException {
        json.writeStartObject();
        if (name.isEmpty()) json.writeNullField(query.by().word());
        else json.writeStringField(query.by().word(), name);
        json.writeNumberField("sends", row.sends());
        json.writeNumberField("admitted", row.admitted());
        json.writeNumberField("deferred", row.deferred());
        writeCounts(json, "suppressed", row.suppressed());
        json.writeNumberField("accepted", row.accepted());
        json.writeNumberField("unconfirmed", row.unconfirmed());
        json.writeNumberField("rejected", row.rejected());
        json.writeNumberField("expired", row.expired());
        json.writeNumberField("cancelled", row.cancelled());
        json.writeNumberField("failed", row.failed());
        json.writeNumberField("withheld", row.withheld());
        json.writeNumberField("alive", row.alive());
        json.writeNumberField("in_time", row.inTime());
        writeCounts(json, "received", row.received());
        json.writeNumberField("opened", row.opened());
        json.writeNumberField("clicked", row.clicked());
        json.writeNumberField("dismissed", row.dismissed());
        json.writeObjectFieldStart("converted");
        for (var converted : row.converted().entrySet()) write(json, converted.getKey(), converted.getValue());
        json.writeEndObject();
        json.writeNumberField("refused_after", row.refusedAfter());
        json.writeNumberField("found_unregistered", row.foundUnregistered());
        write(json, "time_to_open", row.timeToOpen());
        write(json, "time_to_conversion", row.timeToConversion());
        json.writeObjectFieldStart("rates");
        for (var rate : row.rates(MIN_USERS).entrySet()) write(json, rate.getKey(), rate.getValue());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void writeCounts(JsonGenerator json, String name, Map<String, Long> counts) throws IOException {
        json.writeObjectFieldStart(name);
        for (var count : counts.entrySet()) json.writeNumberField(count.getKey(), count.getValue());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Row.Converted converted) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", converted.count());
        json.writeNumberField("direct", converted.direct());
        json.writeNumberField("influenced", converted.influenced());
        json.writeObjectFieldStart("value");
        for (var value : converted.value().entrySet()) {
            json.writeStringField(value.getKey(), Money.text(value.getValue(), Currency.getInstance(value.getKey())));
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Buckets.Percentiles seconds) throws IOException {
        if (seconds.count() == 0) return;
        json.writeObjectFieldStart(name);
        json.writeNumberField("p50", seconds.p50());
        json.writeNumberField("p90", seconds.p90());
        json.writeNumberField("p99", seconds.p99());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Rate rate) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("of", rate.of());
        json.writeNumberField("rate", rate.rate());
        json.writeNumberField("low", rate.low());
        json.writeNumberField("high", rate.high());
        json.writeEndObject();
    }
}
