package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.iosToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.engagement.Money;
import dev.opportune.engagement.report.Buckets;
import dev.opportune.engagement.report.Row;
import dev.opportune.engagement.tally.Labels;
import dev.opportune.engagement.touch.Interactions;
import dev.opportune.gateway.measure.Measurement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// With `engagement.feed` a warehouse can recompute a report from the events and its answers.
class FeedIT {

    private static final String POLICY = """
            version: "2026-11-29"
            caps:
              one: {limit: 1, window: PT1H}
            categories:
              sale: {class: promotional, intent: buy, quiet_hours: ignore, caps: [one]}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(
            POLICY,
            new Measurement(
                    Labels.Limits.DEFAULT,
                    Duration.ofDays(90),
                    Set.of("purchase", "signup"),
                    Interactions.Windows.DEFAULT,
                    List::of,
                    Duration.ofMillis(100),
                    10,
                    true));

    private final Warehouse warehouse = new Warehouse();

    @Test
    void a_warehouse_recomputes_a_report() throws Exception {
        for (int i = 0; i < 12; i++) {
            var user = "u-" + i;
            var at = gateway.redisNow();
            var sendId = send(
                            202,
                            user,
                            i == 3 ? "{\"from\":\"%s\",\"ttl\":\"PT1H\"}".formatted(at.plusSeconds(2)) : null)
                    .path("send_id")
                    .asText();
            gateway.awaitState(sendId, "accepted");
            if (i % 4 == 1) warehouse.suppressed("sale", "rain", send(200, user, null), gateway.redisNow());
            if (i % 2 == 0) report("opened", sendId, user, "");
            if (i % 3 == 0) report("received", sendId, user, ",\"platform\":\"ios\"");
            if (i % 4 == 0) report("clicked", sendId, user, "");
            if (i == 7) report("dismissed", sendId, user, "");
            if (i % 4 == 0) converted(user, "purchase", "1", ",\"value\":\"12.50\",\"currency\":\"EUR\"");
            if (i % 4 == 0) converted(user, "purchase", "2", ",\"value\":\"-2.5\",\"currency\":\"EUR\"");
            if (i == 5) converted(user, "signup", "3", "");
            if (i == 9) refuse(user);
        }
        cancelled();

        var events = events();
        warehouse.take(events);
        var expected = warehouse.rows().get("sale");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(figures(row("category", "sale"))).isEqualTo(figures(expected)));
        assertThat(row("app", "shop-ios").path("deliveries").path("accepted").asLong())
                .isEqualTo(warehouse.apps().get("shop-ios").outcomes().get("accepted"));
        assertThat(events).extracting(event -> event.path("type").asText()).contains("opportune.user.refused");
    }

    @Test
    void an_export_shows_touches_and_conversions_and_an_erasure_removes_them() throws Exception {
        var sendId = send(202, "u-x", null).path("send_id").asText();
        gateway.awaitState(sendId, "accepted");
        report("opened", sendId, "u-x", "");
        converted("u-x", "signup", "9", "");
        var export = GatewayFixture.JSON.readTree(
                gateway.call("GET", "/v1/users/u-x/export", "").body());
        assertThat(export.path("touches").size()).isEqualTo(1);
        assertThat(export.path("touches").path(0).path("marks").path(0).asText())
                .isEqualTo("opened");
        assertThat(export.path("conversions").size()).isEqualTo(1);

        assertThat(gateway.call("DELETE", "/v1/users/u-x", "").statusCode()).isEqualTo(204);
        assertThat(gateway.call("GET", "/v1/users/u-x/export", "").statusCode()).isEqualTo(404);
        var late = "{\"type\":\"clicked\",\"send_id\":\"%s\",\"user\":\"u-x\"}".formatted(sendId);
        assertThat(gateway.call("POST", "/v1/interactions", late).body()).contains("late");
    }

    private JsonNode send(int status, String user, String moment) throws Exception {
        return gateway.send(
                status, """
                {"user":"%s","category":"sale","campaign":"rain","content":{"title":"t"},%s
                 "devices":[{"app":"shop-ios","device_token":"%s"}]}""".formatted(user, moment == null ? "" : "\"moment\":" + moment + ",", iosToken(user)));
    }

    private void cancelled() throws Exception {
        var later = "{\"from\":\"%s\",\"ttl\":\"PT1H\"}"
                .formatted(gateway.redisNow().plusSeconds(600));
        var sendId = send(202, "u-later", later).path("send_id").asText();
        assertThat(gateway.call("DELETE", "/v1/sends/" + sendId, "").statusCode())
                .isEqualTo(200);
    }

    private static void report(String type, String sendId, String user, String more) throws Exception {
        interaction("{\"type\":\"%s\",\"send_id\":\"%s\",\"user\":\"%s\"%s}".formatted(type, sendId, user, more));
    }

    private static void converted(String user, String name, String id, String more) throws Exception {
        interaction("{\"type\":\"converted\",\"user\":\"%s\",\"name\":\"%s\",\"id\":\"%s\"%s}"
                .formatted(user, name, id, more));
    }

    @CanIgnoreReturnValue
    private static String interaction(String json) throws Exception {
        var answer = gateway.call("POST", "/v1/interactions", json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer.body();
    }

    private static void refuse(String user) throws Exception {
        var answer = gateway.call("PATCH", "/v1/users/" + user + "/preferences", "{\"promotional\":\"refused\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static List<JsonNode> events() throws Exception {
        var events = new ArrayList<JsonNode>();
        var after = "";
        while (true) {
            var answer = gateway.call("GET", "/v1/events?limit=1000" + after, "");
            var page = GatewayFixture.JSON.readTree(answer.body());
            if (page.path("events").isEmpty()) return events;
            page.path("events").forEach(events::add);
            after = "&after=" + page.path("cursor").asText();
        }
    }

    private static JsonNode row(String by, String name) throws Exception {
        var answer = gateway.call(
                "GET", "/v1/reports?by=" + by + "&from=" + gateway.redisNow().minusSeconds(3_600), "");
        return GatewayFixture.JSON
                .readTree(answer.body())
                .path("rows")
                .valueStream()
                .filter(row -> row.path(by).asText().equals(name))
                .findFirst()
                .orElse(GatewayFixture.JSON.createObjectNode());
    }

    private static Map<String, String> figures(JsonNode row) {
        var figures = new TreeMap<String, String>();
        for (var name : List.of(
                "admitted",
                "deferred",
                "accepted",
                "unconfirmed",
                "rejected",
                "expired",
                "cancelled",
                "failed",
                "withheld",
                "in_time",
                "opened",
                "clicked",
                "dismissed",
                "refused_after",
                "found_unregistered")) {
            figures.put(name, row.path(name).asText());
        }
        figures.put(
                "frequency_cap", row.path("suppressed").path("frequency_cap").asText());
        figures.put("received", row.path("received").path("ios").asText());
        row.path("converted").properties().forEach(it -> {
            figures.put(it.getKey() + " direct", it.getValue().path("direct").asText());
            figures.put(
                    it.getKey() + " influenced",
                    it.getValue().path("influenced").asText());
            figures.put(
                    it.getKey() + " value",
                    it.getValue().path("value").properties().stream()
                            .map(value -> value.getKey() + value.getValue().asText())
                            .collect(Collectors.joining()));
        });
        figures.put("opening", times(row.path("time_to_open")));
        figures.put("conversion", times(row.path("time_to_conversion")));
        return figures;
    }

    private static String times(JsonNode times) {
        return times.path("p50").asText()
                + ' '
                + times.path("p90").asText()
                + ' '
                + times.path("p99").asText();
    }

    private static Map<String, String> figures(Row row) {
        var figures = new TreeMap<String, String>();
        figures.put("admitted", Long.toString(row.admitted()));
        figures.put("deferred", Long.toString(row.deferred()));
        figures.put("accepted", Long.toString(row.accepted()));
        figures.put("unconfirmed", Long.toString(row.unconfirmed()));
        figures.put("rejected", Long.toString(row.rejected()));
        figures.put("expired", Long.toString(row.expired()));
        figures.put("cancelled", Long.toString(row.cancelled()));
        figures.put("failed", Long.toString(row.failed()));
        figures.put("withheld", Long.toString(row.withheld()));
        figures.put("in_time", Long.toString(row.inTime()));
        figures.put("opened", Long.toString(row.opened()));
        figures.put("clicked", Long.toString(row.clicked()));
        figures.put("dismissed", Long.toString(row.dismissed()));
        figures.put("refused_after", Long.toString(row.refusedAfter()));
        figures.put("found_unregistered", Long.toString(row.foundUnregistered()));
        figures.put("frequency_cap", Long.toString(row.suppressed().getOrDefault("frequency_cap", 0L)));
        figures.put("received", Long.toString(row.received().getOrDefault("ios", 0L)));
        row.converted().forEach((name, it) -> {
            figures.put(name + " direct", Long.toString(it.direct()));
            figures.put(name + " influenced", Long.toString(it.influenced()));
            figures.put(
                    name + " value",
                    it.value().entrySet().stream()
                            .map(value ->
                                    value.getKey() + Money.text(value.getValue(), Currency.getInstance(value.getKey())))
                            .collect(Collectors.joining()));
        });
        figures.put("opening", times(row.timeToOpen()));
        figures.put("conversion", times(row.timeToConversion()));
        return figures;
    }

    private static String times(Buckets.Percentiles times) {
        return times.p50() + " " + times.p90() + ' ' + times.p99();
    }
}
