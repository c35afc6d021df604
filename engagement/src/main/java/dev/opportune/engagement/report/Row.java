package dev.opportune.engagement.report;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// A row of a report: figures of sends that were decided in its hours. What holds of each:
///
/// - `sends = admitted + deferred + suppressed`, as they were first decided;
/// - `admitted + deferred = accepted + unconfirmed + rejected + expired + cancelled + failed + withheld + alive`.
///
/// @param suppressed by reason
/// @param withheld sends that waited and were suppressed when they might have gone
/// @param alive those that have not ended yet
/// @param inTime accepted before the deadline
/// @param received by platform
/// @param converted by name
/// @param usersAtLeast a lower bound of how many users there are, up to the number of partitions
/// @param lastHour the latest in which there is anything, since 1970
public record Row(
        long sends,
        long admitted,
        long deferred,
        Map<String, Long> suppressed,
        long accepted,
        long unconfirmed,
        long rejected,
        long expired,
        long cancelled,
        long failed,
        long withheld,
        long alive,
        long inTime,
        Map<String, Long> received,
        long opened,
        long clicked,
        long dismissed,
        Map<String, Converted> converted,
        long refusedAfter,
        long foundUnregistered,
        int usersAtLeast,
        Buckets.Percentiles timeToOpen,
        Buckets.Percentiles timeToConversion,
        long lastHour) {

    /// Of a conversion's name, at most one of each send; the values of all add up.
    ///
    /// @param value in ten-thousandths, by currency
    public record Converted(long direct, long influenced, Map<String, BigInteger> value) {
        public long count() {
            return direct + influenced;
        }
    }

    private static final String SHOWN = "accepted+unconfirmed";
    private static final String TAKEN = "admitted+deferred";

    static Row of(Cells cells, long lastHour) {
        long admitted = cells.get(Metric.ADMITTED);
        long deferred = cells.get(Metric.DEFERRED);
        var suppressed = cells.beginning(Metric.SUPPRESSED);
        var ended = cells.beginning(Metric.ENDED);
        var openings = cells.beginning(Metric.OPENED);
        return new Row(
                admitted + deferred + sum(suppressed),
                admitted,
                deferred,
                suppressed,
                ended.getOrDefault("accepted", 0L),
                ended.getOrDefault("unconfirmed", 0L),
                ended.getOrDefault("rejected", 0L),
                ended.getOrDefault("expired", 0L),
                ended.getOrDefault("cancelled", 0L),
                ended.getOrDefault("failed", 0L),
                ended.getOrDefault("suppressed", 0L),
                admitted + deferred - sum(ended),
                cells.get(Metric.IN_TIME),
                cells.beginning(Metric.RECEIVED),
                sum(openings),
                cells.get(Metric.CLICKED),
                cells.get(Metric.DISMISSED),
                converted(cells),
                cells.get(Metric.REFUSED_AFTER),
                cells.get(Metric.FOUND_UNREGISTERED),
                cells.usersAtLeast(),
                Buckets.percentiles(openings),
                Buckets.percentiles(cells.beginning(Metric.CONVERTED_AFTER)),
                lastHour);
    }

    /// By the name of the figure, as `received_ios` and `converted_purchase`; none where there are fewer users than
    /// `minUsers`, and of what nothing can be said
    /// yet.
    public Map<String, Rate> rates(int minUsers) {
        var rates = new LinkedHashMap<String, Rate>();
        if (usersAtLeast < minUsers) return rates;
        long shown = accepted + unconfirmed;
        put(rates, "in_time", TAKEN, inTime, admitted + deferred);
        received.forEach((platform, count) -> put(rates, received(platform), SHOWN, count, shown));
        put(rates, "opened", SHOWN, opened, shown);
        put(rates, "clicked", SHOWN, clicked, shown);
        put(rates, "dismissed", SHOWN, dismissed, shown);
        converted.forEach((name, it) -> put(rates, converted(name), SHOWN, it.count(), shown));
        put(rates, "refused_after", SHOWN, refusedAfter, shown);
        put(rates, "found_unregistered", TAKEN, foundUnregistered, admitted + deferred);
        return rates;
    }

    public static String received(String platform) {
        return "received_" + platform;
    }

    public static String converted(String name) {
        return "converted_" + name;
    }

    private static void put(Map<String, Rate> rates, String name, String of, long some, long all) {
        var rate = Rate.of(of, some, all);
        if (rate != null) rates.put(name, rate);
    }

    private static Map<String, Converted> converted(Cells cells) {
        var direct = cells.beginning(Metric.DIRECT);
        var influenced = cells.beginning(Metric.INFLUENCED);
        var values = new TreeMap<String, Map<String, BigInteger>>();
        direct.keySet().forEach(name -> values.put(name, new TreeMap<>()));
        influenced.keySet().forEach(name -> values.put(name, new TreeMap<>()));
        cells.amounts()
                .forEach((amount, sum) -> values.computeIfAbsent(amount.name(), _ -> new TreeMap<>())
                        .put(amount.currency(), sum));
        var converted = new TreeMap<String, Converted>();
        values.forEach((name, value) -> converted.put(
                name, new Converted(direct.getOrDefault(name, 0L), influenced.getOrDefault(name, 0L), value)));
        return converted;
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
