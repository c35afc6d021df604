package dev.opportune.gateway.http.reports;

import dev.opportune.engagement.Money;
import dev.opportune.engagement.report.Buckets;
import dev.opportune.engagement.report.Rate;
import dev.opportune.engagement.report.Report;
import dev.opportune.engagement.report.Row;
import dev.opportune.gateway.http.reports.ReportAnswers.Terms;
import dev.opportune.gateway.json.WireTime;
import java.util.Currency;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Rows as lines of a table: what has names of its own has a column for each, such as `suppressed.muted`
/// or `converted.purchase.value.EUR`.
final class CsvRows {

    private final CsvTable table;
    private final String by;
    private final Terms terms;

    CsvRows(CsvTable table, String by, Terms terms) {
        this.table = table;
        this.by = by;
        this.terms = terms;
        table.text(by, "");
        table.word("maturing", "");
        table.word("as_of", "");
    }

    void add(String name, Report.Deliveries row) {
        begin(name, row.lastHour());
        counts("deliveries", row.outcomes());
    }

    void add(String name, Row row) {
        var rates = row.rates(terms.minUsers());
        begin(name, row.lastHour());
        table.number("sends", row.sends());
        table.number("admitted", row.admitted());
        table.number("deferred", row.deferred());
        counts("suppressed", row.suppressed());
        table.number("accepted", row.accepted());
        table.number("unconfirmed", row.unconfirmed());
        table.number("rejected", row.rejected());
        table.number("expired", row.expired());
        table.number("cancelled", row.cancelled());
        table.number("failed", row.failed());
        table.number("withheld", row.withheld());
        table.number("alive", row.alive());
        count("in_time", row.inTime(), rates.get("in_time"));
        row.received()
                .forEach((platform, count) -> count("received." + platform, count, rates.get(Row.received(platform))));
        count("opened", row.opened(), rates.get("opened"));
        count("clicked", row.clicked(), rates.get("clicked"));
        count("dismissed", row.dismissed(), rates.get("dismissed"));
        row.converted().forEach((conversion, it) -> converted(conversion, it, rates.get(Row.converted(conversion))));
        count("refused_after", row.refusedAfter(), rates.get("refused_after"));
        count("found_unregistered", row.foundUnregistered(), rates.get("found_unregistered"));
        seconds("time_to_open", row.timeToOpen());
        seconds("time_to_conversion", row.timeToConversion());
    }

    private void begin(String name, long lastHour) {
        table.begin();
        table.text(by, name);
        table.word("maturing", Boolean.toString(terms.isMaturing(lastHour)));
        table.word("as_of", WireTime.text(terms.asOf()));
    }

    private void counts(String name, Map<String, Long> counts) {
        new TreeMap<>(counts).forEach((each, count) -> table.number(name + '.' + each, count));
    }

    private void converted(String name, Row.Converted converted, @Nullable Rate rate) {
        var under = "converted." + name;
        count(under, converted.count(), rate);
        table.number(under + ".direct", converted.direct());
        table.number(under + ".influenced", converted.influenced());
        converted
                .value()
                .forEach((currency, sum) ->
                        table.word(under + ".value." + currency, Money.text(sum, Currency.getInstance(currency))));
    }

    private void count(String name, long count, @Nullable Rate rate) {
        table.number(name, count);
        if (rate == null) return;
        table.word(name + ".rate", Double.toString(rate.rate()));
        table.word(name + ".rate.low", Double.toString(rate.low()));
        table.word(name + ".rate.high", Double.toString(rate.high()));
        table.word(name + ".rate.of", rate.of());
    }

    private void seconds(String name, Buckets.Percentiles seconds) {
        if (seconds.count() == 0) return;
        table.number(name + ".p50", seconds.p50());
        table.number(name + ".p90", seconds.p90());
        table.number(name + ".p99", seconds.p99());
    }
}
