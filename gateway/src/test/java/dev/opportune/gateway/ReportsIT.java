package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.iosToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `GET /v1/reports`, after sends of which it is known what became of them.
class ReportsIT {

    private static final String POLICY = """
            version: "2026-11-29"
            caps:
              one: {limit: 1, window: PT1H}
            categories:
              sale: {class: promotional, intent: buy, quiet_hours: ignore, consent: none, caps: [one]}
            """;
    private static final int USERS = 12;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY, TestMeasurement.ofPurchases());

    /// The first send of a campaign counts by its category alone, since the campaign has no number yet.
    @BeforeAll
    static void send() throws Exception {
        for (int lane = 0; lane < 8; lane++) sent(202, "early-" + lane, "rain");
        for (int i = 0; i < USERS; i++) {
            var user = "u-" + i;
            var sendId = sent(202, user, "rain").get("send_id").asText();
            gateway.awaitState(sendId, "accepted");
            if (i % 2 == 0) report("{\"type\":\"opened\",\"send_id\":\"%s\",\"user\":\"%s\"}".formatted(sendId, user));
            if (i % 4 == 0) {
                report(
                        "{\"type\":\"converted\",\"user\":\"%s\",\"name\":\"purchase\",\"id\":\"1\",\"value\":\"12.50\",\"currency\":\"EUR\"}"
                                .formatted(user));
            }
        }
        sent(200, "u-0", "rain");
    }

    @CanIgnoreReturnValue
    private static JsonNode sent(int status, String user, String campaign) throws Exception {
        return gateway.send(status, """
                {"user":"%s","category":"sale","campaign":"%s","content":{"title":"t"},
                 "devices":[{"app":"shop-ios","device_token":"%s"}]}""".formatted(user, campaign, iosToken(user)));
    }

    private static void report(String interaction) throws Exception {
        assertThat(gateway.call("POST", "/v1/interactions", interaction).statusCode())
                .isEqualTo(202);
    }

    @Test
    void by_category_every_send_is_there_with_what_became_of_it() throws Exception {
        var row = awaitRow(
                "category",
                "sale",
                it -> it.path("opened").asInt() == USERS / 2
                        && it.path("accepted").asInt() == USERS + 8
                        && it.path("converted").path("purchase").path("count").asInt() == USERS / 4);
        assertThat(row.path("sends").asInt()).isEqualTo(USERS + 8 + 1);
        assertThat(row.path("admitted").asInt()).isEqualTo(USERS + 8);
        assertThat(row.path("suppressed").path("frequency_cap").asInt()).isEqualTo(1);
        assertThat(row.path("alive").asInt()).isZero();
        assertThat(row.path("in_time").asInt()).isEqualTo(USERS + 8);
        var purchase = row.path("converted").path("purchase");
        assertThat(purchase.path("direct").asInt()).isEqualTo(USERS / 4);
        assertThat(purchase.path("value").path("EUR").asText()).isEqualTo("37.50");
        assertThat(row.path("maturing").asBoolean()).isTrue();
        var opened = row.path("opened_rate");
        assertThat(opened.path("of").asText()).isEqualTo("accepted+unconfirmed");
        assertThat(opened.path("rate").asDouble()).isEqualTo((USERS / 2) / (USERS + 8.0));
        assertThat(opened.path("low").asDouble()).isLessThan(opened.path("rate").asDouble());
        assertThat(row.path("converted")
                        .path("purchase")
                        .path("rate")
                        .path("rate")
                        .asDouble())
                .isEqualTo((USERS / 4) / (USERS + 8.0));
        assertThat(row.path("time_to_open").path("p50").isInt()).isTrue();
        assertBalances(row);
    }

    @Test
    void by_campaign_those_are_apart_whose_campaign_had_a_number() throws Exception {
        var row = awaitRow("campaign", "rain", it -> it.path("opened").asInt() >= 1);
        assertThat(row.path("sends").asInt()).isBetween(1, USERS + 8 + 1);
    }

    @Test
    void by_app_there_are_deliveries() throws Exception {
        var row = awaitRow(
                "app", "shop-ios", it -> it.path("deliveries").path("accepted").asInt() == USERS + 8);
        assertThat(row.size()).isEqualTo(3);
        assertThat(rows("by=hour&app=shop-ios")
                        .getFirst()
                        .path("deliveries")
                        .path("accepted")
                        .asInt())
                .isPositive();
        assertThat(rows("by=day&app=another")).isEmpty();
    }

    @Test
    void a_filter_leaves_what_it_names_and_an_empty_one_what_has_none() throws Exception {
        var _ = awaitRow("category", "sale", it -> it.path("opened").asInt() == USERS / 2);
        assertThat(rows("by=hour&category=other")).isEmpty();
        assertThat(rows("by=hour&category=sale&intent=buy")).isNotEmpty();
        assertThat(rows("by=hour&template=welcome")).isEmpty();
        assertThat(rows("by=hour&template=&locale=")).isNotEmpty();
        assertThat(rows("by=hour&campaign=")).isEmpty();
    }

    @Test
    void every_row_of_every_dimension_balances_and_all_have_the_same_sum() throws Exception {
        long all = awaitRow("category", "sale", it -> it.path("accepted").asInt() == USERS + 8)
                .path("sends")
                .asLong();
        for (var by : List.of("category", "intent", "campaign", "template", "locale", "hour", "day", "hour_of_day")) {
            var rows = rows("by=" + by + "&timezone=Europe/Berlin");
            rows.forEach(ReportsIT::assertBalances);
            assertThat(rows.stream()
                            .mapToLong(row -> row.path("sends").asLong())
                            .sum())
                    .as(by)
                    .isEqualTo(all);
        }
    }

    @Test
    void the_same_comes_as_csv() throws Exception {
        var _ = awaitRow("category", "sale", it -> it.path("opened").asInt() == USERS / 2);
        var answer = answer("by=category&format=csv");
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/csv; charset=utf-8; header=present");
        var lines = answer.body().lines().toList();
        assertThat(lines).hasSize(2);
        var names = List.of(lines.getFirst().split(",", -1));
        var cells = List.of(lines.getLast().split(",", -1));
        assertThat(names).hasSameSizeAs(cells).startsWith("category", "maturing", "as_of", "sends");
        assertThat(cells.getFirst()).isEqualTo("sale");
        assertThat(cells.get(names.indexOf("opened"))).isEqualTo(Integer.toString(USERS / 2));
        assertThat(cells.get(names.indexOf("converted.purchase.value.EUR"))).isEqualTo("37.50");
    }

    @Test
    void the_command_writes_a_page_and_a_table_and_shows_lines(@TempDir Path folder) throws Exception {
        var _ = awaitRow("category", "sale", it -> it.path("opened").asInt() == USERS / 2);
        var page = folder.resolve("report.html");
        var table = folder.resolve("report.csv");
        assertThat(command("--html", page.toString(), "--csv", table.toString()))
                .contains("wrote");
        assertThat(Files.readString(page)).contains("Sends by category", "37.50", "<svg");
        assertThat(Files.readString(table)).startsWith("category,maturing,as_of,sends");
        assertThat(command("--of", "intent=buy")).contains("sale", "maturing");
        assertThat(command("--of", "intent=go")).contains("Nothing was counted");
        assertThat(command("--of", "colour=red")).contains("opportune: 400: query: \"colour\"");
        assertThat(command("--to", "tomorrow")).contains("\"tomorrow\" (expected: an RFC 3339 instant");
        assertThat(command("--url", "http://127.0.0.1:1")).contains("opportune: no gateway answers at");
    }

    private static String command(String... more) {
        var out = new StringWriter();
        var arguments = new ArrayList<>(List.of("report", "--by", "category"));
        arguments.addAll(
                List.of("--from", gateway.redisNow().minusSeconds(7_200).toString()));
        if (!List.of(more).contains("--url")) {
            arguments.addAll(List.of("--url", gateway.uri("/").toString()));
        }
        arguments.addAll(List.of(more));
        var writer = new PrintWriter(out);
        var _ = Main.commandLine().setOut(writer).setErr(writer).execute(arguments.toArray(String[]::new));
        return out.toString();
    }

    private static void assertBalances(JsonNode row) {
        assertThat(row.path("sends").asLong())
                .isEqualTo(sum(row, "admitted", "deferred")
                        + row.path("suppressed")
                                .valueStream()
                                .mapToLong(JsonNode::asLong)
                                .sum());
        assertThat(sum(row, "admitted", "deferred"))
                .isEqualTo(sum(
                        row,
                        "accepted",
                        "unconfirmed",
                        "rejected",
                        "expired",
                        "cancelled",
                        "failed",
                        "withheld",
                        "alive"));
    }

    private static long sum(JsonNode row, String... names) {
        return Stream.of(names).mapToLong(name -> row.path(name).asLong()).sum();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from=2026-11-28T00:00:00Z&to=2026-11-29T00:00:00Z | query: by: missing",
                "by=weather&from=2026-11-28T00:00:00Z&to=2026-11-29T00:00:00Z | query: by: \"weather\" (expected: category, intent",
                "by=day&to=2026-11-29T00:00:00Z | query: from: missing",
                "by=day&from=yesterday&to=2026-11-29T00:00:00Z | query: from: \"yesterday\" (expected: an RFC 3339 instant",
                "by=day&from=2026-11-29T00:00:00Z&to=2026-11-29T00:00:00Z | (expected: an instant after from)",
                "by=day&from=2025-01-01T00:00:00Z&to=2026-11-29T00:00:00Z | of 697 days (expected: at most 400)",
                "by=day&from=2026-11-28T00:00:00Z&to=2026-11-29T00:00:00Z&timezone=Mars/Base | query: timezone: \"Mars/Base\"",
                "by=day&from=2026-11-28T00:00:00Z&to=2026-11-29T00:00:00Z&timezone=Asia/Kolkata | whole hours from UTC",
                "by=app&from=2026-11-28T00:00:00Z&to=2026-11-29T00:00:00Z&campaign=rain | query: by: app would be of all",
                "by=campaign&from=2026-11-28T00:00:00Z&to=2026-11-29T00:00:00Z&app=ios | query: app: would be of deliveries",
                "by=day&from=2026-11-28T00:00:00Z&to=2026-11-29T00:00:00Z&app=ios&locale=de | query: app: would be of all sends",
                "by=day&from=2026-11-28T00:00:00Z&to=2026-11-29T00:00:00Z&format=xls | query: format: \"xls\" (expected: json or csv)",
                "by=day&from=2026-11-29T00:00:00Z&to=2026-11-28T00:00:00Z | (expected: an instant after from)",
                "by=day&from=2026-07-01T00:00:00Z&to=2026-07-02T00:00:00Z&timezone=Australia/Lord_Howe | query: timezone: \"Australia/Lord_Howe\"",
                "by=day&from=2026-11-28T00:00:00Z&to=2026-11-29T00:00:00Z&colour=red | query: \"colour\"",
            })
    void what_is_wrong_is_named(String query, String detail) throws Exception {
        var answer = gateway.call("GET", "/v1/reports?" + query, "");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(GatewayFixture.JSON.readTree(answer.body()).path("detail").asText())
                .contains(detail);
    }

    private interface Row {
        boolean is(JsonNode row);
    }

    private static JsonNode awaitRow(String by, String name, Row row) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> rows("by=" + by).stream()
                                .filter(it -> it.path(by).asText().equals(name) && row.is(it))
                                .findFirst()
                                .orElse(null),
                        it -> it != null);
    }

    private static List<JsonNode> rows(String query) throws Exception {
        return GatewayFixture.JSON
                .readTree(answer(query).body())
                .path("rows")
                .valueStream()
                .toList();
    }

    private static HttpResponse<String> answer(String query) throws Exception {
        var now = gateway.redisNow().truncatedTo(ChronoUnit.SECONDS);
        var range = "&from=" + encoded(now.minusSeconds(7_200).toString()) + "&to="
                + encoded(now.plusSeconds(60).toString());
        var answer = gateway.call("GET", "/v1/reports?" + query + range, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
