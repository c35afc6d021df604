package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.iosToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.engagement.proof.ProofKey;
import dev.opportune.gateway.config.Caller;
import dev.opportune.gateway.config.CallerRate;
import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Authenticator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The listener of apps' devices: what an ingest key may do, and what it costs others.
class IngestIT {

    private static final String POLICY = """
            version: "2026-11-29"
            categories:
              sale: {class: promotional, quiet_hours: ignore, consent: none}
            """;
    private static final ProofKey KEY = new ProofKey(1, new byte[32]);
    private static final List<Caller> CALLERS = List.of(
            new Caller("shop", Authenticator.sha256("service"), EnumSet.allOf(Scope.class), null),
            app("phones", "shop-ios", null),
            app("slow", "shop-ios", new CallerRate(1, 3)),
            app("flooded", "shop-ios", new CallerRate(1, 3)),
            app("robots", "shop-android", null),
            app("gone", "no-app", null));

    @RegisterExtension
    private static final GatewayFixture gateway =
            new GatewayFixture(POLICY, TestMeasurement.ofPurchases(() -> List.of(KEY)), Authenticator.of(CALLERS));

    private static final String PATH = "/v1/interactions";

    /// The document speaks of the services' port.
    private static final HttpClient PHONES = HttpClient.newHttpClient();

    private static final AtomicInteger number = new AtomicInteger();

    /// A send that was pushed, and the proof in its push.
    private record Pushed(String user, String sendId, String proof) {
        String says(String type) {
            return "{\"type\":\"%s\",\"send_id\":\"%s\",\"proof\":\"%s\"}".formatted(type, sendId, proof);
        }

        String opened(String more) {
            return says("opened").replace("}", more + "}");
        }
    }

    private static Caller app(String key, String app, CallerRate rate) {
        return Caller.ofApp(key, Set.of(Authenticator.sha256(key)), app, rate);
    }

    @Test
    void a_phone_reports_what_it_did_with_a_push() throws Exception {
        var push = pushed();
        for (var type : List.of("received", "opened", "clicked", "dismissed")) {
            assertThat(report("phones", push.says(type)).statusCode()).isEqualTo(202);
        }
        assertThat(report("robots", pushed().says("received")).statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'converted','user':'u','name':'purchase','id':'1'} | /type",
                "{'type':'opened','send_id':'s','user':'u'} | /user",
                "{'type':'opened','send_id':'s','proof':'p','user':'u'} | /user",
                "{'type':'opened','send_id':'s'} | /proof",
                "{'type':'opened','proof':'p'} | /send_id",
                "{'type':'received','send_id':'s','proof':'p','platform':'android'} | /platform",
                "{'type':'opened','send_id':'s','proof':'p','at':'noon'} | /at",
                "{'type':'opened','send_id':'s','proof':'p','value':'1'} | /value",
                "{'type':'seen','send_id':'s','proof':'p'} | /type",
            })
    void a_phone_says_nothing_but_what_it_can_prove(String body, String pointer) throws Exception {
        var answer = report("phones", body.replace('\'', '"'));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("errors").findValuesAsText("pointer")).contains(pointer);
    }

    @Test
    void a_stolen_key_is_of_no_use_elsewhere_and_a_services_key_of_none_here() throws Exception {
        var push = pushed();
        assertThat(report("service", push.says("opened")).statusCode()).isEqualTo(401);
        var elsewhere = post(PHONES, gateway.uri(PATH), "phones", "application/json", push.says("opened"));
        assertThat(elsewhere.statusCode()).isEqualTo(401);
        for (var path : List.of("/v1/sends", "/v1/reports", "/v1/users")) {
            var answer = post(PHONES, gateway.ingestUri(path), "phones", "application/json", "{}");
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void a_key_of_an_app_that_is_not_configured_is_told_so() throws Exception {
        var answer = report("gone", pushed().says("opened"));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(json(answer).path("detail").asText()).contains("no-app");
    }

    @Test
    void a_hundred_lines_are_taken_at_once_and_no_more() throws Exception {
        var line = pushed().says("opened");
        var answer = lines("phones", Collections.nCopies(100, line));
        assertThat(answer.statusCode()).isEqualTo(200);
        var all = answer.body().lines().toList();
        assertThat(all).hasSize(101);
        assertThat(all.getLast())
                .isEqualTo("{\"done\":true,\"lines\":100,\"recorded\":1,\"not_recorded\":99,\"failed\":0}");
        assertThat(lines("phones", Collections.nCopies(101, line)).statusCode()).isEqualTo(413);
        assertThat(report("phones", " ".repeat(65 * 1024) + line).statusCode()).isEqualTo(413);
    }

    @Test
    void a_replayed_body_is_counted_once_and_a_bad_line_stops_none() throws Exception {
        var push = pushed();
        var body = List.of(push.says("opened"), "{\"type\":\"seen\"}", push.says("clicked"));
        assertThat(lines("phones", body).body()).endsWith("\"recorded\":2,\"not_recorded\":0,\"failed\":1}\n");
        assertThat(lines("phones", body).body()).endsWith("\"recorded\":0,\"not_recorded\":2,\"failed\":1}\n");
    }

    @Test
    void the_rate_counts_lines() throws Exception {
        var push = pushed();
        var answer = lines("slow", Collections.nCopies(5, push.says("opened")));
        var statuses = answer.body().lines().limit(5).map(IngestIT::status).toList();
        assertThat(statuses).containsExactly(202, 200, 200, 429, 429);
        assertThat(answer.body().lines().toList().get(4)).contains("\"retry_after\":");
        var single = report("slow", push.says("opened"));
        assertThat(single.statusCode()).isEqualTo(429);
        assertThat(single.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void a_flood_of_bad_proofs_costs_honest_phones_nothing() throws Exception {
        var push = pushed();
        double rested = rested();
        var bad = push.says("opened").replace(push.proof, flipped(push.proof));
        var body = String.join("\n", Collections.nCopies(100, bad));
        try (var thief = HttpClient.newHttpClient()) {
            for (int i = 0; i < 3; i++) {
                var answer = post(thief, gateway.ingestUri(PATH), "flooded", "application/x-ndjson", body);
                assertThat(answer.body().lines().limit(100))
                        .allSatisfy(it -> assertThat(it).contains("bad_proof"));
            }
        }
        assertThat(rested()).as("its connection is not read for a while").isGreaterThan(rested);
        assertThat(report("flooded", push.says("opened")).statusCode()).isEqualTo(202);
    }

    @Test
    void what_cannot_be_true_takes_nothing_from_the_rate() throws Exception {
        var push = pushed();
        var bad = push.says("opened").replace(push.proof, flipped(push.proof));
        var unknown = push.says("opened").replace(push.proof, "_" + push.proof.substring(1));
        var body = List.of(bad, bad, bad, bad, unknown, unknown, "{}", "{}", push.says("opened"));
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        lines("slow", body).body().lines().anyMatch(it -> it.contains("\"line\":9,\"status\":20")));
    }

    @Test
    void another_users_proof_proves_nothing() throws Exception {
        var push = pushed();
        var other = pushed();
        var answer = report("phones", push.says("opened").replace(push.proof, other.proof));
        assertThat(json(answer).path("reason").asText()).isEqualTo("bad_proof");
    }

    @Test
    void a_phones_clock_may_be_wrong() throws Exception {
        for (var at : List.of("1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z")) {
            var opened = pushed().opened(",\"at\":\"" + at + "\"");
            assertThat(report("phones", opened).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void of_an_erased_user_nothing_is_recorded() throws Exception {
        var push = pushed();
        var erase = HttpRequest.newBuilder(gateway.uri("/v1/users/" + push.user))
                .header("Authorization", "Bearer service")
                .DELETE()
                .build();
        assertThat(gateway.http
                        .send(erase, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(204);
        assertThat(json(report("phones", push.says("opened"))).path("reason").asText())
                .isEqualTo("late");
    }

    /// One bit of it is another.
    private static String flipped(String proof) {
        int at = proof.length() / 2;
        return proof.substring(0, at) + (proof.charAt(at) == 'A' ? 'B' : 'A') + proof.substring(at + 1);
    }

    private static double rested() {
        return gateway.meters
                .get("opportune.http.connections.rested")
                .tag("listener", "ingest")
                .counter()
                .count();
    }

    private static int status(String line) {
        try {
            return GatewayFixture.JSON.readTree(line).path("status").asInt();
        } catch (Exception e) {
            throw new AssertionError(line, e);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return GatewayFixture.JSON.readTree(answer.body());
    }

    private static HttpResponse<String> report(String key, String body) throws Exception {
        return post(PHONES, gateway.ingestUri(PATH), key, "application/json", body);
    }

    private static HttpResponse<String> lines(String key, List<String> lines) throws Exception {
        var body = String.join("\n", lines) + "\n";
        return post(PHONES, gateway.ingestUri(PATH), key, "application/x-ndjson", body);
    }

    private static HttpResponse<String> post(HttpClient client, URI uri, String key, String type, String body)
            throws Exception {
        var request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", type)
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static Pushed pushed() throws Exception {
        var user = "u-" + number.incrementAndGet();
        var deviceToken = iosToken(user);
        var body = """
                {"user":"%s","category":"sale","content":{"title":"t"},
                 "devices":[{"app":"shop-ios","device_token":"%s"}]}""".formatted(user, deviceToken);
        gateway.send(202, body, "Authorization", "Bearer service");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !gateway.pushesTo(deviceToken).isEmpty());
        var push = gateway.pushesTo(deviceToken).getFirst();
        var ours = GatewayFixture.JSON.readTree(push.payload()).path("opportune");
        return new Pushed(
                user, ours.path("send_id").asText(), ours.path("proof").asText());
    }
}
