package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.iosToken;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.engagement.proof.ProofKey;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `POST /v1/interactions`, from a push to what became of a report.
class InteractionsIT {

    private static final String POLICY = """
            version: "2026-11-29"
            categories:
              sale: {class: promotional, quiet_hours: ignore, consent: none}
            """;
    private static final ProofKey KEY = new ProofKey(1, new byte[32]);

    @RegisterExtension
    private static final GatewayFixture gateway =
            new GatewayFixture(POLICY, TestMeasurement.ofPurchases(() -> List.of(KEY)));

    private static final AtomicInteger number = new AtomicInteger();

    /// A send that was pushed, and the proof in its push.
    private record Pushed(String user, String sendId, String proof) {}

    @Test
    void what_a_push_proves_is_recorded_once() throws Exception {
        var push = pushed();
        for (var type : List.of("received", "opened", "clicked", "dismissed")) {
            var report = "{\"type\":\"%s\",\"send_id\":\"%s\",\"proof\":\"%s\",\"platform\":\"ios\"}"
                    .formatted(type, push.sendId, push.proof);
            assertThat(report(202, report)).isEqualTo(json("{\"recorded\":true}"));
            assertThat(report(200, report)).isEqualTo(json("{\"recorded\":false,\"reason\":\"duplicate\"}"));
        }
    }

    @Test
    void a_backend_says_whose_it_was() throws Exception {
        var push = pushed();
        assertThat(report(202, opened("user", push.user, push.sendId)).get("recorded"))
                .isEqualTo(json("true"));
        assertThat(reason(opened("user", push.user, push.sendId))).isEqualTo("duplicate");
    }

    @Test
    void what_is_not_proven_is_not_recorded() throws Exception {
        var push = pushed();
        var other = pushed();
        assertThat(reason(opened("proof", other.proof, push.sendId))).isEqualTo("bad_proof");
        assertThat(reason(opened("proof", push.proof.substring(1) + "A", push.sendId)))
                .isIn("bad_proof", "unknown_key");
        assertThat(reason(opened("proof", "_" + push.proof.substring(1), push.sendId)))
                .isEqualTo("unknown_key");
        assertThat(reason(opened("proof", "no proof", push.sendId))).isEqualTo("bad_proof");
        assertThat(reason(opened("user", push.user, "no-send"))).isEqualTo("unknown_send");
        assertThat(reason(opened("user", push.user, otherPartition(push.sendId))))
                .isEqualTo("unknown_send");
        assertThat(reason(opened("user", push.user, push.sendId.substring(0, 3) + "0".repeat(26))))
                .isEqualTo("late");
    }

    /// An id of ours in another partition.
    private static String otherPartition(String sendId) {
        return (sendId.startsWith("00") ? "01" : "00") + sendId.substring(2);
    }

    @Test
    void a_conversion_is_due_to_what_was_opened_else_to_what_was_shown_else_to_none() throws Exception {
        var opened = pushed();
        report(202, opened("proof", opened.proof, opened.sendId));
        assertThat(converted(opened.user, "a")).isEqualTo("direct");
        var shown = pushed();
        assertThat(converted(shown.user, "a")).isEqualTo("influenced");
        assertThat(converted("nobody", "a")).isEqualTo("none");
        assertThat(reason(conversion(shown.user, "a", ""))).isEqualTo("duplicate");
    }

    @Test
    void a_conversion_with_another_users_proof_is_due_to_none() throws Exception {
        var push = pushed();
        var other = pushed();
        var by = ",\"send_id\":\"%s\",\"proof\":\"%s\"".formatted(other.sendId, other.proof);
        assertThat(report(202, conversion(push.user, "b", by))
                        .path("attributed")
                        .asText())
                .isEqualTo("none");
        var own = ",\"send_id\":\"%s\",\"proof\":\"%s\"".formatted(push.sendId, push.proof);
        assertThat(report(202, conversion(push.user, "b", own))
                        .path("attributed")
                        .asText())
                .isEqualTo("influenced");
        var bad = ",\"send_id\":\"%s\",\"proof\":\"%s\"".formatted(push.sendId, other.proof);
        assertThat(reason(conversion(push.user, "c", bad))).isEqualTo("bad_proof");
    }

    @Test
    void of_a_user_who_refused_it_nothing_is_measured() throws Exception {
        var answer = gateway.call("PUT", "/v1/users/shy/preferences", "{\"measurement\":\"refused\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer.body()).path("measurement").asText()).isEqualTo("refused");
        var push = pushedTo("shy");
        assertThat(push.proof).isEmpty();
        assertThat(reason(opened("user", "shy", push.sendId))).isEqualTo("late");
    }

    @Test
    void of_many_lines_each_has_its_answer_and_a_bad_one_stops_none() throws Exception {
        var push = pushed();
        var good = opened("proof", push.proof, push.sendId);
        var answer = post("application/x-ndjson", good + "\n{\"type\":\"seen\"}\n" + good + "\n");

        assertThat(answer.statusCode()).isEqualTo(200);
        var lines = answer.body().lines().toList();
        assertThat(json(lines.get(0))).isEqualTo(json("{\"line\":1,\"status\":202,\"recorded\":true}"));
        assertThat(json(lines.get(1)).path("errors").path(0).path("pointer").asText())
                .isEqualTo("/type");
        assertThat(json(lines.get(2)))
                .isEqualTo(json("{\"line\":3,\"status\":200,\"recorded\":false,\"reason\":\"duplicate\"}"));
        assertThat(json(lines.get(3)))
                .isEqualTo(json("{\"done\":true,\"lines\":3,\"recorded\":1,\"not_recorded\":1,\"failed\":1}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{`send_id`:`s`,`user`:`u`} | /type",
                "{`type`:`seen`,`send_id`:`s`,`user`:`u`} | /type",
                "{`type`:7,`send_id`:`s`,`user`:`u`} | /type",
                "{`type`:`opened`,`user`:`u`} | /send_id",
                "{`type`:`opened`,`send_id`:`s`} | /user",
                "{`type`:`opened`,`send_id`:`s`,`user`:`u`,`proof`:`p`} | /user",
                "{`type`:`opened`,`send_id`:`s`,`proof`:``} | /proof",
                "{`type`:`opened`,`send_id`:`s`,`user`:`u`,`at`:`noon`} | /at",
                "{`type`:`opened`,`send_id`:`s`,`user`:`u`,`platform`:`tv`} | /platform",
                "{`type`:`received`,`send_id`:`s`,`user`:`u`} | /platform",
                "{`type`:`opened`,`send_id`:`s`,`user`:`u`,`value`:`1`} | /value",
                "{`type`:`opened`,`send_id`:`s`,`user`:`u`,`colour`:`red`} | /colour",
                "{`type`:`converted`,`user`:`u`,`id`:`1`} | /name",
                "{`type`:`converted`,`user`:`u`,`id`:`1`,`name`:`other`} | /name",
                "{`type`:`converted`,`user`:`u`,`name`:`purchase`} | /id",
                "{`type`:`converted`,`name`:`purchase`,`id`:`1`} | /user",
                "{`type`:`converted`,`user`:`u`,`name`:`purchase`,`id`:`1`,`value`:12.5} | /value",
                "{`type`:`converted`,`user`:`u`,`name`:`purchase`,`id`:`1`,`value`:`1.23456`,`currency`:`EUR`} | /value",
                "{`type`:`converted`,`user`:`u`,`name`:`purchase`,`id`:`1`,`value`:`1`,`currency`:`EURO`} | /currency",
                "{`type`:`converted`,`user`:`u`,`name`:`purchase`,`id`:`1`,`value`:`1`} | /currency",
                "{`type`:`converted`,`user`:`u`,`name`:`purchase`,`id`:`1`,`send_id`:`s`} | /proof",
            })
    void what_is_wrong_is_said_by_its_pointer(String body, String pointer) throws Exception {
        var problem = report(400, body.replace('`', '"'));
        assertThat(problem.path("type").asText()).endsWith(":malformed");
        assertThat(problem.path("errors").findValuesAsText("pointer")).contains(pointer);
    }

    @Test
    void every_report_is_counted_by_type_and_reason() throws Exception {
        double before = counted("opened", "") + counted("opened", "duplicate");
        var push = pushed();
        report(202, opened("proof", push.proof, push.sendId));
        report(200, opened("proof", push.proof, push.sendId));
        assertThat(counted("opened", "") + counted("opened", "duplicate")).isEqualTo(before + 2);
    }

    private static double counted(String type, String reason) {
        return gateway.meters
                .get("opportune.interactions")
                .tags("type", type, "reason", reason)
                .counter()
                .count();
    }

    private static String reason(String body) throws Exception {
        return report(200, body).path("reason").asText();
    }

    private static String converted(String user, String id) throws Exception {
        return report(202, conversion(user, id, "")).path("attributed").asText();
    }

    private static String conversion(String user, String id, String more) {
        return "{\"type\":\"converted\",\"user\":\"%s\",\"name\":\"purchase\",\"id\":\"%s\",\"value\":\"12.50\",\"currency\":\"EUR\"%s}"
                .formatted(user, id, more);
    }

    private static String opened(String by, String whose, String sendId) {
        return "{\"type\":\"opened\",\"send_id\":\"%s\",\"%s\":\"%s\"}".formatted(sendId, by, whose);
    }

    @CanIgnoreReturnValue
    private static JsonNode report(int status, String body) throws Exception {
        var answer = post("application/json", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return json(answer.body());
    }

    private static HttpResponse<String> post(String type, String body) throws Exception {
        var request = HttpRequest.newBuilder(gateway.uri("/v1/interactions"))
                .header("Content-Type", type)
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return gateway.http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(String text) throws Exception {
        return GatewayFixture.JSON.readTree(text);
    }

    /// A send to a user of its own, and what its push proves.
    private static Pushed pushed() throws Exception {
        return pushedTo("u-" + number.incrementAndGet());
    }

    private static Pushed pushedTo(String user) throws Exception {
        var deviceToken = iosToken(user);
        var answer = gateway.send(202, """
                {"user":"%s","category":"sale","content":{"title":"t"},
                 "devices":[{"app":"shop-ios","device_token":"%s"}]}""".formatted(user, deviceToken));
        gateway.awaitState(answer.get("send_id").asText(), "accepted");
        var ours = json(gateway.pushesTo(deviceToken).getFirst().payload()).path("opportune");
        return new Pushed(
                user, ours.path("send_id").asText(), ours.path("proof").asText());
    }
}
