package dev.opportune.gateway.http.sends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.Platform;
import dev.opportune.gateway.http.RecordingSends;
import dev.opportune.gateway.http.RunningGateway;
import dev.opportune.gateway.send.request.SendAnswer;
import dev.opportune.gateway.send.request.SendRequest;
import dev.opportune.gateway.send.request.SendView;
import dev.opportune.gateway.send.request.Sends;
import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.CapHit;
import dev.opportune.ratelimiter.Decision.DeferReason;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.GateResult;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.event.About;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SendEndpointIT {

    private static final String SEND = "{'user':'u-1','category':'flash-sale','content':{'title':'t'}}";
    private static final Instant DEADLINE = RecordingSends.DEADLINE;
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.5Z");

    @RegisterExtension
    private static final RunningGateway gateway = new RunningGateway();

    @Test
    void an_admitted_send_is_202_with_its_location() {
        var answer = post(SEND);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("location")).isEqualTo("/v1/sends/s-1");
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.header("idempotency-replayed")).isNull();
        assertThat(answer.json())
                .hasToString(
                        "{\"send_id\":\"s-1\",\"decision\":\"admitted\",\"device_count\":2,\"deadline\":\"2026-11-22T13:00:00Z\"}");
        assertThat(gateway.sends.asked).singleElement().satisfies(it -> {
            assertThat(it.operation()).isEqualTo("send");
            assertThat(it.caller()).isEqualTo("shop");
            assertThat(((SendRequest) it.what()).user()).isEqualTo("u-1");
        });
    }

    @Test
    void a_replay_says_so() {
        gateway.sends.answer =
                Future.succeededFuture(new SendAnswer.Decided("s-1", new Decision.Admitted(1, DEADLINE), true));

        assertThat(post(SEND).header("idempotency-replayed")).isEqualTo("true");
    }

    @Test
    void a_deferred_send_is_202_with_its_release() {
        decided(new Decision.Deferred(DeferReason.QUIET_HOURS, NOON, DEADLINE, null));

        var answer = post(SEND);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("location")).isEqualTo("/v1/sends/s-1");
        assertThat(answer.json())
                .hasToString("{\"send_id\":\"s-1\",\"decision\":\"deferred\",\"reason\":\"quiet_hours\","
                        + "\"release_at\":\"2026-11-22T12:00:00.500Z\",\"deadline\":\"2026-11-22T13:00:00Z\"}");
    }

    @Test
    void a_suppressed_send_is_200_with_the_cap_that_was_hit() {
        decided(new Decision.Suppressed(SuppressReason.FREQUENCY_CAP, new CapHit("promo-day", 3, "PT24H", 2, 1, NOON)));

        var answer = post(SEND);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("location")).isNull();
        assertThat(answer.json())
                .hasToString("{\"send_id\":\"s-1\",\"decision\":\"suppressed\",\"reason\":\"frequency_cap\","
                        + "\"cap\":\"promo-day\",\"limit\":3,\"window\":\"PT24H\",\"used\":2,\"reserved\":1,"
                        + "\"next_at\":\"2026-11-22T12:00:00.500Z\"}");
    }

    @Test
    void a_cap_that_reserves_nothing_and_never_frees_says_neither() {
        decided(new Decision.Suppressed(SuppressReason.FREQUENCY_CAP, new CapHit("none", 0, "day", 0, 0, null)));

        assertThat(post(SEND).json().has("reserved")).isFalse();
        assertThat(post(SEND).json().has("next_at")).isFalse();
    }

    @Test
    void every_reason_to_suppress_has_its_word() {
        for (var reason : SuppressReason.values()) {
            var hit = new CapHit("promo-day", 3, "PT24H", 3, 0, NOON);
            decided(new Decision.Suppressed(reason, reason == SuppressReason.FREQUENCY_CAP ? hit : null));
            assertThat(post(SEND).json().get("reason").asText()).isEqualTo(reason.word());
        }
    }

    @Test
    void a_dry_run_tells_every_gate() {
        var details = new LinkedHashMap<String, Object>();
        details.put("cap", "promo-day");
        details.put("used", 2);
        gateway.sends.answer = Future.succeededFuture(new SendAnswer.DryRun(
                new Decision.Admitted(1, DEADLINE),
                List.of(new GateResult("category", true, Map.of()), new GateResult("caps", true, details)),
                List.of()));

        var answer = call("POST", "/v1/sends?dry_run=true", SEND);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(gateway.sends.asked)
                .extracting(RecordingSends.Asked::operation)
                .containsExactly("dryRun");
        assertThat(answer.json())
                .hasToString("{\"decision\":\"admitted\",\"device_count\":1,\"deadline\":\"2026-11-22T13:00:00Z\","
                        + "\"gates\":[{\"gate\":\"category\",\"pass\":true},"
                        + "{\"gate\":\"caps\",\"pass\":true,\"cap\":\"promo-day\",\"used\":2}]}");
    }

    @Test
    void a_misspelt_dry_run_does_not_become_a_send() {
        for (String query :
                List.of("dryrun=true", "dry_run=yes", "dry_run", "dry_run=true&dry_run=true", "dry_run=%")) {
            var answer = call("POST", "/v1/sends?" + query.replace("%", "%25"), SEND);
            assertThat(answer.status()).as(query).isEqualTo(400);
            assertThat(answer.problem()).isEqualTo("malformed");
        }
        assertThat(gateway.sends.asked).isEmpty();
    }

    @Test
    void what_cannot_be_taken_is_a_problem_with_its_own_type() {
        problem(new SendAnswer.UnknownCategory("flsh"), 422, "unknown-category");
        problem(new SendAnswer.UnknownApp(0, "x"), 422, "unknown-app");
        problem(new SendAnswer.IdempotencyMismatch(), 422, "idempotency-mismatch");
        problem(new SendAnswer.Overloaded(Duration.ofMillis(1)), 503, "overloaded");
        problem(new SendAnswer.StorageUnavailable(Duration.ofSeconds(2)), 503, "storage-unavailable");
        problem(new SendAnswer.OutcomeUnknown("s-9"), 503, "outcome-unknown");
        problem(new SendAnswer.PayloadTooLarge(Map.of(Platform.APNS, 4100)), 422, "payload-too-large");
    }

    @Test
    void nothing_taken_says_when_to_come_back() {
        gateway.sends.answer = Future.succeededFuture(new SendAnswer.Overloaded(Duration.ofMillis(1200)));

        assertThat(post(SEND).header("retry-after")).isEqualTo("2");
    }

    @Test
    void an_unknown_outcome_names_the_send() {
        gateway.sends.answer = Future.succeededFuture(new SendAnswer.OutcomeUnknown("s-9"));

        assertThat(post(SEND).json().get("send_id").asText()).isEqualTo("s-9");
    }

    @Test
    void a_payload_that_is_too_large_tells_each_platforms_bytes() {
        gateway.sends.answer = Future.succeededFuture(new SendAnswer.PayloadTooLarge(Map.of(Platform.FCM, 5000)));

        assertThat(post(SEND).json().get("bytes")).hasToString("{\"fcm\":5000}");
    }

    @Test
    void a_campaign_is_cancelled_for_its_caller_and_must_be_named() {
        var answer = call("DELETE", "/v1/sends?campaign=rain%20%26%20sun", "");

        assertThat(answer.json())
                .hasToString("{\"campaign\":\"rain & sun\",\"cancelled\":3,\"too_late\":1,\"done\":false}");
        assertThat(gateway.sends.asked).extracting(RecordingSends.Asked::what).containsExactly("rain & sun");
        for (var query : List.of("", "?campaign=", "?campaign=" + "x".repeat(65), "?dry_run=true")) {
            assertThat(call("DELETE", "/v1/sends" + query, "").problem())
                    .as(query)
                    .isEqualTo("malformed");
        }
    }

    @Test
    void a_bad_body_names_its_fields() {
        var answer = post("{'user':7,'category':'c','content':{'title':'t'}}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("malformed");
        assertThat(answer.json().get("errors"))
                .hasToString("[{\"pointer\":\"/user\",\"detail\":\"7 (expected: a string)\"}]");
    }

    @Test
    void the_idempotency_key_may_be_a_header_quoted_or_bare() {
        assertThat(keyOf("\"k \\\" 1\"")).isEqualTo("k \" 1");
        assertThat(keyOf("k-1")).isEqualTo("k-1");
        assertThat(keyOf("8e03978e-40d5-43dd-bc93-6894a57f9324")).isEqualTo("8e03978e-40d5-43dd-bc93-6894a57f9324");
    }

    @Test
    void a_bad_idempotency_key_header_is_malformed() {
        for (String bad : List.of("\"\"", "\"a", "\"a\" b", "\"a\";x=1", "k".repeat(256), "\"" + "k".repeat(12_000))) {
            var answer = call("POST", "/v1/sends", SEND, "Idempotency-Key", bad);
            assertThat(answer.status()).as(bad).isEqualTo(400);
            assertThat(answer.json().get("detail").asText()).startsWith("Idempotency-Key: ");
        }
        assertThat(call("POST", "/v1/sends", SEND, "Idempotency-Key", "a", "Idempotency-Key", "b")
                        .problem())
                .isEqualTo("malformed");
        assertThat(gateway.sends.asked).isEmpty();
    }

    @Test
    void both_keys_are_fine_when_they_are_the_same() {
        String body = SEND.replace("'user'", "'idempotency_key':'k','user'");

        assertThat(call("POST", "/v1/sends", body, "Idempotency-Key", "k").status())
                .isEqualTo(202);
        assertThat(call("POST", "/v1/sends", body, "Idempotency-Key", "other").problem())
                .isEqualTo("malformed");
    }

    @Test
    void a_send_is_shown_without_what_it_does_not_have() {
        gateway.sends.found = Future.succeededFuture(new Sends.FindAnswer.Found(view(SendState.ACCEPTED)));

        var answer = call("GET", "/v1/sends/s-1", null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json())
                .hasToString("{\"send_id\":\"s-1\",\"user\":\"u-1\",\"category\":\"flash-sale\",\"state\":\"accepted\","
                        + "\"deadline\":\"2026-11-22T13:00:00Z\",\"policy_version\":\"v1\",\"deliveries\":["
                        + "{\"app\":\"ios\",\"device_id\":\"d\",\"outcome\":\"accepted\",\"provider_id\":\"p\","
                        + "\"attempts\":1,\"at\":\"2026-11-22T12:00:00.500Z\"}]}");
    }

    @Test
    void a_send_that_is_not_known_is_404() {
        assertThat(call("GET", "/v1/sends/s-2", null).problem()).isEqualTo("not-found");
        assertThat(call("DELETE", "/v1/sends/s-2", null).problem()).isEqualTo("not-found");
        assertThat(call("GET", "/v1/sends/" + "x".repeat(41), null).status()).isEqualTo(404);
        assertThat(call("GET", "/v1/sends/%C3%A4", null).status()).isEqualTo(404);
        assertThat(gateway.sends.asked).hasSize(2);
    }

    @Test
    void a_cancelled_send_is_shown() {
        gateway.sends.found = Future.succeededFuture(new Sends.FindAnswer.Found(view(SendState.WAITING)));
        gateway.sends.cancelled = Future.succeededFuture(new Sends.CancelAnswer.Cancelled(view(SendState.CANCELLED)));

        var answer = call("DELETE", "/v1/sends/s-1", null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("state").asText()).isEqualTo("cancelled");
    }

    @Test
    void a_cancel_that_comes_too_late_is_409() {
        gateway.sends.found = Future.succeededFuture(new Sends.FindAnswer.Found(view(SendState.WAITING)));
        gateway.sends.cancelled = Future.succeededFuture(new Sends.CancelAnswer.TooLate(SendState.DISPATCHING));

        var answer = call("DELETE", "/v1/sends/s-1", null);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("too-late");
        assertThat(answer.json().get("state").asText()).isEqualTo("dispatching");
    }

    @Test
    void storage_that_does_not_answer_is_503() {
        gateway.sends.found = Future.succeededFuture(new Sends.FindAnswer.StorageUnavailable());
        gateway.sends.cancelled = Future.succeededFuture(new Sends.CancelAnswer.StorageUnavailable());

        for (String method : List.of("GET", "DELETE")) {
            var answer = call(method, "/v1/sends/s-1", null);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.problem()).isEqualTo("storage-unavailable");
            assertThat(answer.header("retry-after")).isEqualTo("1");
        }
        gateway.sends.found = Future.succeededFuture(new Sends.FindAnswer.Found(view(SendState.WAITING)));
        assertThat(call("DELETE", "/v1/sends/s-1", null).problem()).isEqualTo("storage-unavailable");
    }

    @Test
    void an_answer_that_cannot_be_written_is_500() {
        gateway.sends.found = Future.succeededFuture(new Sends.FindAnswer.Found(null));

        assertThat(call("GET", "/v1/sends/s-1", null).problem()).isEqualTo("internal");
    }

    @Test
    void a_defect_is_500_and_keeps_its_details_to_itself() {
        gateway.sends.answer = Future.failedFuture(new IllegalStateException("redis://user:secret@host"));

        var answer = post(SEND);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.problem()).isEqualTo("internal");
        assertThat(answer.json().toString()).doesNotContain("secret").contains("correlation_id");
    }

    private static void problem(SendAnswer answer, int status, String type) {
        gateway.sends.answer = Future.succeededFuture(answer);
        var got = post(SEND);
        assertThat(got.status()).isEqualTo(status);
        assertThat(got.problem()).isEqualTo(type);
        assertThat(got.header("retry-after") != null).isEqualTo(status == 503);
    }

    private static void decided(Decision decision) {
        gateway.sends.answer = Future.succeededFuture(new SendAnswer.Decided("s-1", decision, false));
    }

    private static String keyOf(String header) {
        gateway.sends.reset();
        assertThat(call("POST", "/v1/sends", SEND, "Idempotency-Key", header).status())
                .isEqualTo(202);
        return ((SendRequest) gateway.sends.asked.getFirst().what()).idempotencyKey();
    }

    private static SendView view(SendState state) {
        var delivery = new SendView.Delivery("ios", "d", Outcome.ACCEPTED, null, "p", 1, NOON);
        return new SendView(
                "s-1",
                new About("u-1", "flash-sale", null, null, "v1", "shop"),
                state,
                null,
                DEADLINE,
                List.of(delivery));
    }

    private static RunningGateway.Answer post(String body) {
        return call("POST", "/v1/sends", body);
    }

    private static RunningGateway.Answer call(String method, String path, String body, String... headers) {
        return gateway.call(method, path, body, headers);
    }
}
