package dev.opportune.gateway.http.reports;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.opportune.engagement.Money;
import dev.opportune.engagement.report.Buckets;
import dev.opportune.engagement.report.Rate;
import dev.opportune.engagement.report.Report;
import dev.opportune.engagement.report.Row;
import dev.opportune.gateway.http.reports.ReportAnswers.Terms;
import java.io.IOException;
import java.util.Currency;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows as JSON: counts are numbers, rates stand beside them.
final class JsonRows {

    private final JsonGenerator json;
    private final String by;
    private final Terms terms;

    JsonRows(JsonGenerator json, String by, Terms terms) {
        this.json = json;
        this.by = by;
        this.terms = terms;
    }

    void write(String name, Report.Deliveries row) throws IOException {
        begin(name, row.lastHour());
        write("deliveries", row.outcomes());
        json.writeEndObject();
    }

    void write(String name, Row row) throws IOException {
        var rates = row.rates(terms.minUsers());
        begin(name, row.lastHour());
        json.writeNumberField("sends", row.sends());
        json.writeNumberField("admitted", row.admitted());
        json.writeNumberField("deferred", row.deferred());
        write("suppressed", row.suppressed());
        json.writeNumberField("accepted", row.accepted());
        json.writeNumberField("unconfirmed", row.unconfirmed());
        json.writeNumberField("rejected", row.rejected());
        json.writeNumberField("expired", row.expired());
        json.writeNumberField("cancelled", row.cancelled());
        json.writeNumberField("failed", row.failed());
        json.writeNumberField("withheld", row.withheld());
        json.writeNumberField("alive", row.alive());
        count("in_time", row.inTime(), rates);
        write("received", row.received());
        json.writeObjectFieldStart("received_rate");
        for (var platform : row.received().keySet()) write(platform, rates.get(Row.received(platform)));
        json.writeEndObject();
        count("opened", row.opened(), rates);
        count("clicked", row.clicked(), rates);
        count("dismissed", row.dismissed(), rates);
        json.writeObjectFieldStart("converted");
        for (var it : row.converted().entrySet()) {
            write(it.getKey(), it.getValue(), rates.get(Row.converted(it.getKey())));
        }
        json.writeEndObject();
        count("refused_after", row.refusedAfter(), rates);
        count("found_unregistered", row.foundUnregistered(), rates);
        write("time_to_open", row.timeToOpen());
        write("time_to_conversion", row.timeToConversion());
        json.writeEndObject();
    }

    private void begin(String name, long lastHour) throws IOException {
        json.writeStartObject();
        if (name.isEmpty()) json.writeNullField(by);
        else json.writeStringField(by, name);
        json.writeBooleanField("maturing", terms.isMaturing(lastHour));
    }

    private void count(String name, long count, Map<String, Rate> rates) throws IOException {
        json.writeNumberField(name, count);
        write(name + "_rate", rates.get(name));
    }

    private void write(String name, Map<String, Long> counts) throws IOException {
        json.writeObjectFieldStart(name);
        for (var count : counts.entrySet()) json.writeNumberField(count.getKey(), count.getValue());
        json.writeEndObject();
    }

    private void write(String name, Row.Converted converted, @Nullable Rate rate) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", converted.count());
        json.writeNumberField("direct", converted.direct());
        json.writeNumberField("influenced", converted.influenced());
        json.writeObjectFieldStart("value");
        for (var value : converted.value().entrySet()) {
            json.writeStringField(value.getKey(), Money.text(value.getValue(), Currency.getInstance(value.getKey())));
        }
        json.writeEndObject();
        write("rate", rate);
        json.writeEndObject();
    }

    private void write(String name, Buckets.Percentiles seconds) throws IOException {
        if (seconds.count() == 0) return;
        json.writeObjectFieldStart(name);
        json.writeNumberField("p50", seconds.p50());
        json.writeNumberField("p90", seconds.p90());
        json.writeNumberField("p99", seconds.p99());
        json.writeEndObject();
    }

    private void write(String name, @Nullable Rate rate) throws IOException {
        if (rate == null) return;
        json.writeObjectFieldStart(name);
        json.writeStringField("of", rate.of());
        json.writeNumberField("rate", rate.rate());
        json.writeNumberField("low", rate.low());
        json.writeNumberField("high", rate.high());
        json.writeEndObject();
    }
}
