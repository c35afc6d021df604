package dev.opportune.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.engagement.Money;
import dev.opportune.engagement.report.Buckets;
import dev.opportune.engagement.report.Cells;
import dev.opportune.engagement.report.Label;
import dev.opportune.engagement.report.Metric;
import dev.opportune.engagement.report.Report;
import dev.opportune.engagement.report.Row;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/// What a warehouse makes of the events and of its answers: a report, as the guide says that it can be recomputed.
final class Warehouse {

    private static final int HOUR_SECONDS = 3_600;

    private final Report sends = new Report(Report.By.CATEGORY, false, ZoneOffset.UTC, _ -> true);
    private final Report apps = new Report(Report.By.APP, true, ZoneOffset.UTC, _ -> true);

    /// By the send's id, and by user and digest of that.
    private final Map<String, Label> labels = new HashMap<>();

    /// A send that was turned away at the door has an answer and no event.
    void suppressed(String category, String campaign, JsonNode answer, Instant at) {
        var label = label(category, campaign);
        count(at.getEpochSecond() / HOUR_SECONDS, label)
                .add(Metric.suppressed(answer.path("reason").asText()), 1);
    }

    /// Those that ended first: others name the sends that they are of.
    void take(Iterable<JsonNode> events) throws Exception {
        for (var event : events) if (isSettled(event)) settled(event.path("data"));
        for (var event : events) if (!isSettled(event)) interaction(event);
    }

    Map<String, Row> rows() {
        return sends.rows();
    }

    Map<String, Report.Deliveries> apps() {
        return apps.deliveries();
    }

    private static boolean isSettled(JsonNode event) {
        return event.path("type").asText().equals("opportune.send.settled");
    }

    private void settled(JsonNode send) throws Exception {
        var label = label(send.path("category").asText(), send.path("campaign").asText());
        var id = send.path("send_id").asText();
        labels.put(id, label);
        var sha1 = MessageDigest.getInstance("SHA-1").digest(id.getBytes(StandardCharsets.US_ASCII));
        labels.put(send.path("user").asText() + ' ' + HexFormat.of().formatHex(sha1, 0, 4), label);
        var counted = send.path("counted");
        long hour = hour(counted.path("decided_at"));
        var cells = count(hour, label);
        cells.add(counted.path("decision").asText().equals("deferred") ? Metric.DEFERRED : Metric.ADMITTED, 1);
        cells.add(Metric.ended(send.path("state").asText()), 1);
        if (counted.path("in_time").asBoolean()) cells.add(Metric.IN_TIME, 1);
        if (send.path("outcomes").has("unregistered")) cells.add(Metric.FOUND_UNREGISTERED, 1);
        for (var app : counted.path("outcomes_by_app").properties()) {
            var ofApp = apps.cells(hour, new Label.OfApp(app.getKey()));
            for (var outcome : app.getValue().properties()) {
                ofApp.add(Metric.outcome(outcome.getKey()), outcome.getValue().asLong());
            }
        }
    }

    private void interaction(JsonNode event) {
        var data = event.path("data");
        long hour = hour(data.path("decided_hour"));
        var name = data.has("send_id")
                ? data.path("send_id").asText()
                : data.path("user").asText() + ' ' + data.path("send_digest").asText();
        var label = labels.get(name);
        if (label == null) throw new AssertionError("of a send that is not there: " + event);
        var cells = count(hour, label);
        int bucket = Buckets.of(data.path("seconds").asLong());
        switch (event.path("type").asText()) {
            case "opportune.send.received" ->
                cells.add(Metric.received(data.path("platform").asText()), 1);
            case "opportune.send.opened" -> cells.add(Metric.openedAfter(bucket), 1);
            case "opportune.send.clicked" -> cells.add(Metric.CLICKED, 1);
            case "opportune.send.dismissed" -> cells.add(Metric.DISMISSED, 1);
            case "opportune.user.refused" -> cells.add(Metric.REFUSED_AFTER, 1);
            case "opportune.user.converted" -> converted(cells, data, bucket);
            default -> throw new AssertionError("unforeseen: " + event);
        }
    }

    private static void converted(Cells cells, JsonNode data, int bucket) {
        var name = data.path("name").asText();
        if (data.path("first").asBoolean()) {
            cells.add(Metric.converted(data.path("attributed").asText().equals("direct"), name), 1);
            cells.add(Metric.convertedAfter(bucket), 1);
        }
        if (!data.has("value")) return;
        var amount = new Cells.Amount(name, data.path("currency").asText());
        cells.add(amount, BigInteger.valueOf(Money.amount(data.path("value").asText())));
    }

    private Cells count(long hour, Label label) {
        var cells = sends.cells(hour, label);
        if (cells == null) throw new AssertionError("not counted: " + label);
        return cells;
    }

    private static Label label(String category, String campaign) {
        return new Label.OfSends(category, null, campaign, null, null, null, null);
    }

    private static long hour(JsonNode instant) {
        return Instant.parse(instant.asText()).getEpochSecond() / HOUR_SECONDS;
    }
}
