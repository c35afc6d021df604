package dev.opportune.gateway.http.sends;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.LineClient;
import dev.opportune.gateway.http.RecordingSends;
import dev.opportune.gateway.http.RunningGateway;
import dev.opportune.gateway.http.RunningGateway.Answer;
import dev.opportune.gateway.send.request.SendAnswer;
import dev.opportune.gateway.send.request.SendRequest;
import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.DeferReason;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the lines of a stream of sends are answered, and when they are used. How lines come in and answers go out,
/// whatever the client does, is one for all bodies of lines: `ImportStreamIT`.
class SendStreamIT {

    private static final String LINE = "{'user':'u-1','category':'flash-sale','content':{'title':'t'}}\n";
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    private static final RunningGateway gateway = new RunningGateway(Duration.ofSeconds(5));

    @Test
    void a_line_is_answered_as_the_send_alone_would_be_and_the_last_line_says_how_many() {
        assertThat(texts(post(LINE)))
                .containsExactly(
                        "{\"line\":1,\"status\":202,\"send_id\":\"s-1\",\"decision\":\"admitted\","
                                + "\"device_count\":2,\"deadline\":\"2026-11-22T13:00:00Z\"}",
                        "{\"done\":true,\"lines\":1,\"admitted\":1,\"deferred\":0,\"suppressed\":0,\"failed\":0}");

        decide(new Decision.Suppressed(SuppressReason.MUTED, null), true);
        assertThat(texts(post(LINE)))
                .containsExactly(
                        "{\"line\":1,\"status\":200,\"replayed\":true,\"send_id\":\"s-1\","
                                + "\"decision\":\"suppressed\",\"reason\":\"muted\"}",
                        "{\"done\":true,\"lines\":1,\"admitted\":0,\"deferred\":0,\"suppressed\":1,\"failed\":0}");

        decide(
                new Decision.Deferred(DeferReason.SCHEDULED, RecordingSends.DEADLINE, RecordingSends.DEADLINE, null),
                false);
        assertThat(texts(post(LINE)).getLast())
                .isEqualTo("{\"done\":true,\"lines\":1,\"admitted\":0,\"deferred\":1,\"suppressed\":0,\"failed\":0}");
    }

    @Test
    void a_bad_line_answers_for_itself_with_pointer_value_and_expectation_and_the_rest_go_on() {
        double before = count(400);
        var answers = lines(post(LINE + "{'user':7,'category':'flash-sale','content':{'title':'t'}}\n[]\nno\n" + LINE));

        assertThat(answers.stream().map(it -> it.path("line").asInt())).containsExactly(1, 2, 3, 4, 5, 0);
        assertThat(answers.stream().map(it -> it.path("status").asInt())).containsExactly(202, 400, 400, 400, 202, 0);
        assertThat(answers.get(1).at("/errors/0/pointer").asText()).isEqualTo("/user");
        assertThat(answers.get(1).at("/errors/0/detail").asText()).contains("7 (expected: a string)");
        assertThat(answers.getLast())
                .hasToString("{\"done\":true,\"lines\":5,\"admitted\":2,\"deferred\":0,\"suppressed\":0,\"failed\":3}");
        assertThat(count(400) - before).isEqualTo(3);
    }

    @Test
    void whoever_prefers_the_minimal_return_hears_of_what_is_not_202_alone() {
        var answer = post(LINE + "[]\n" + LINE, "Prefer", "respond-async, return=\"minimal\"; foo=bar");

        assertThat(answer.header("preference-applied")).isEqualTo("return=minimal");
        assertThat(lines(answer).stream().map(it -> it.path("line").asInt())).containsExactly(2, 0);
        decide(new Decision.Suppressed(SuppressReason.MUTED, null), false);
        assertThat(lines(post(LINE, "Prefer", "return=minimal"))).hasSize(2);
        assertThat(post(LINE, "Prefer", "return=representation").header("preference-applied"))
                .isNull();
    }

    @Test
    void each_line_has_its_own_idempotency_key_and_none_comes_from_a_header() {
        var keyed = LINE.replace("}\n", ",'idempotency_key':'k-%d'}\n");
        assertThat(lines(post(keyed.formatted(1) + keyed.formatted(2)))).hasSize(3);
        assertThat(gateway.sends.asked.stream().map(it -> ((SendRequest) it.what()).idempotencyKey()))
                .containsExactly("k-1", "k-2");

        var refused = post(LINE, "Idempotency-Key", "k");
        assertThat(refused.problem()).isEqualTo("malformed");
        assertThat(refused.json().get("detail").asText())
                .contains("\"k\" is of many lines (expected: no header, and an idempotency_key in each line)");
    }

    @Test
    void each_line_is_judged_by_what_its_caller_may_send() {
        var allowed = "{'user':'u','category':'order-status','campaign':'spring-1','content':{'title':'t'}}\n";

        var answers = lines(post(LINE + allowed, "Authorization", "Bearer orders-key"));

        assertThat(answers.get(0).get("status").asInt()).isEqualTo(403);
        assertThat(answers.get(1).get("status").asInt()).isEqualTo(202);
    }

    @Test
    void a_dry_run_of_many_changes_nothing() {
        gateway.sends.answer = Future.succeededFuture(
                new SendAnswer.DryRun(new Decision.Admitted(1, RecordingSends.DEADLINE), List.of(), List.of()));

        var answers = lines(post("?dry_run=true", LINE, new String[0]));

        assertThat(answers.getFirst().get("status").asInt()).isEqualTo(200);
        assertThat(answers.getLast().get("admitted").asInt()).isEqualTo(1);
        assertThat(gateway.sends.asked).allMatch(it -> it.operation().equals("dryRun"));
    }

    @Test
    void after_a_line_that_is_told_when_to_come_again_none_is_used_until_then() {
        gateway.sends.answer = Future.succeededFuture(new SendAnswer.Overloaded(Duration.ofSeconds(1)));
        long began = System.nanoTime();

        var answers = lines(post(LINE.repeat(3)));

        assertThat(answers).hasSize(4);
        assertThat(answers.getFirst().get("retry_after").asInt()).isEqualTo(1);
        assertThat(answers.getFirst().get("type").asText()).endsWith("overloaded");
        assertThat(answers.getLast().get("failed").asInt()).isEqualTo(3);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    void while_the_lane_is_full_a_line_a_second_is_used_and_then_all() throws Exception {
        gateway.sends.full = true;
        var answer = CompletableFuture.supplyAsync(() -> post(LINE.repeat(500)));

        await().pollInterval(Duration.ofMillis(5)).until(() -> gateway.sends.asked.size() == 1);
        await().during(Duration.ofMillis(300)).until(() -> gateway.sends.asked.size() <= 2);
        gateway.sends.full = false;

        assertThat(lines(answer.join()).getLast().get("admitted").asInt()).isEqualTo(500);
    }

    @Test
    void many_long_lines_under_way_are_bounded_by_their_bytes() throws Exception {
        Promise<SendAnswer> gate = Promise.promise();
        gateway.sends.answer = gate.future();
        String longLine = LINE.replace("'t'", "'" + "x".repeat(60_000) + "'");
        try (var client = new LineClient(gateway.port(), "/v1/sends")) {
            client.head("");
            var writing = CompletableFuture.runAsync(() -> write(client, longLine));
            int most = Limits.LINES_BYTES_IN_FLIGHT / 60_000 + 1;
            await().until(() -> gateway.sends.asked.size() == most);
            await().during(Duration.ofMillis(200)).until(() -> gateway.sends.asked.size() == most);
            gate.complete(new SendAnswer.IdempotencyMismatch());
            writing.join();
            assertThat(client.answer()).contains("\"lines\":40,");
        }
    }

    private static void write(LineClient client, String line) {
        try {
            for (int i = 0; i < 40; i++) client.part(line);
            client.end();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void more_streams_of_one_caller_than_it_may_have_are_refused() throws Exception {
        gateway.sends.answer = Promise.<SendAnswer>promise().future();
        var running = new ArrayList<LineClient>();
        for (int i = 0; i < Limits.SEND_STREAMS_OF_CALLER; i++) {
            var client = new LineClient(gateway.port(), "/v1/sends");
            running.add(client);
            client.head("");
            client.line(LINE.strip());
        }
        await().until(() -> gateway.sends.asked.size() == Limits.SEND_STREAMS_OF_CALLER);

        var refused = post(LINE);

        assertThat(refused.problem()).isEqualTo("overloaded");
        assertThat(refused.json().get("detail").asText()).contains("8 streams of sends of caller shop");
        for (var client : running) client.close();
    }

    @Test
    void a_gateway_that_stops_ends_a_stream_after_what_it_has_answered_and_says_where_to_go_on() throws Exception {
        try (var stopping = new RunningGateway();
                var client = new LineClient(stopping.port(), "/v1/sends")) {
            client.head("");
            client.line(LINE.strip());
            client.line("[]");
            client.awaitText("\"line\":2");

            var ended = stopping.endConnections();

            assertThat(client.answer())
                    .contains("{\"done\":false,\"lines\":2,\"admitted\":1,\"deferred\":0,\"suppressed\":0,\"failed\":1,"
                            + "\"detail\":\"this gateway stops: go on at another\",\"resume_from\":3}");
            ended.await();
        }
    }

    private static Answer post(String lines, String... headers) {
        return post("", lines, headers);
    }

    /// @param lines with single quotes in the place of double ones
    private static Answer post(String query, String lines, String[] headers) {
        return gateway.send(gateway.request(
                        "/v1/sends" + query,
                        Stream.concat(Stream.of("Content-Type", "application/x-ndjson"), Stream.of(headers))
                                .toArray(String[]::new))
                .POST(HttpRequest.BodyPublishers.ofString(lines.replace('\'', '"')))
                .build());
    }

    private static void decide(Decision decision, boolean replayed) {
        gateway.sends.answer = Future.succeededFuture(new SendAnswer.Decided("s-1", decision, replayed));
    }

    private static double count(int status) {
        return gateway
                .meters
                .find("opportune.http.lines")
                .tags("route", "/v1/sends", "status", Integer.toString(status))
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static List<String> texts(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return new String(answer.response().body(), UTF_8).lines().toList();
    }

    private static List<JsonNode> lines(Answer answer) {
        return texts(answer).stream().map(SendStreamIT::json).toList();
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }
}
