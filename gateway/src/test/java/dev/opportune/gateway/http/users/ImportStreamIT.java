package dev.opportune.gateway.http.users;

import static dev.opportune.gateway.http.users.Imports.last;
import static dev.opportune.gateway.http.users.Imports.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.LineClient;
import dev.opportune.gateway.http.RunningGateway;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How the lines of an import come in and their answers go out, whatever the client does. What a line means is in
/// `ImportIT`.
class ImportStreamIT {

    @RegisterExtension
    private static final RunningGateway gateway = new RunningGateway(Duration.ofSeconds(2));

    private final Imports imports = new Imports(gateway);

    @Test
    void line_ends_and_blank_lines_are_as_they_come() {
        assertThat(last(imports.post("{'user':'a'}\r\n\r\n{'user':'b'}\n\n{'user':'c'}")))
                .hasToString("{\"done\":true,\"lines\":3,\"imported\":3,\"failed\":0}");
        assertThat(lines(imports.post("\n{'user':'a'}\n[]\n\n"))
                        .getFirst()
                        .get("line")
                        .asInt())
                .isEqualTo(3);
        assertThat(lines(imports.post("  \n{'user':'a'}\n\t \r\n[]\n \t")))
                .satisfiesExactly(
                        fault -> assertThat(fault.get("line").asInt()).isEqualTo(4),
                        end -> assertThat(end).hasToString("{\"done\":true,\"lines\":2,\"imported\":1,\"failed\":1}"));
        assertThat(last(imports.post(""))).hasToString("{\"done\":true,\"lines\":0,\"imported\":0,\"failed\":0}");
    }

    @Test
    void bytes_that_are_not_utf_8_and_lines_that_are_too_long_are_faults_of_their_lines() {
        var body = "{'user':'a'}\n{'user':'\u00ff'}\n{'user':'" + "x".repeat(70_000) + "'}\n{'user':'b'}";
        var answer = rawAnswers(body.replace('\'', '"'), body.length());

        assertThat(answer.get(0).get("detail").asText()).contains("UTF-8");
        assertThat(answer.get(1).get("status").asInt()).isEqualTo(413);
        assertThat(answer.get(1).get("line").asInt()).isEqualTo(3);
        assertThat(answer.get(2)).hasToString("{\"done\":true,\"lines\":4,\"imported\":2,\"failed\":2}");
    }

    @Test
    void answers_come_in_the_order_of_their_lines_and_the_last_says_how_many() {
        String body = IntStream.rangeClosed(1, 3_000)
                .mapToObj(i -> i % 3 == 0 ? "{'no':" + i + "}" : "{'user':'u" + i + "'}")
                .collect(Collectors.joining("\n"));

        var answers = lines(imports.post(body));

        assertThat(answers).hasSize(1_001);
        assertThat(answers.subList(0, 1_000).stream().map(it -> it.get("line").asInt()))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(answers.getLast()).hasToString("{\"done\":true,\"lines\":3000,\"imported\":2000,\"failed\":1000}");
        assertThat(gateway.users.all).hasSize(2_000);
    }

    @Test
    void no_more_lines_are_read_than_may_be_in_flight() throws Exception {
        Promise<Void> gate = Promise.promise();
        gateway.users.gate = gate.future();
        try (var client = new LineClient(gateway.port(), "/v1/users")) {
            client.head("");
            for (int i = 0; i < 1_000; i++) client.line("{'user':'u" + i + "'}");

            await().until(() -> gateway.users.asked.get() == Limits.LINES_IN_FLIGHT);
            gate.complete();
            client.end();

            assertThat(client.answer()).contains("\"imported\":1000");
        }
    }

    @Test
    void a_client_that_reads_nothing_is_not_read_either_and_is_cut_off() throws Exception {
        try (var client = new LineClient(gateway.port(), "/v1/users")) {
            client.head("");
            // What the sockets' buffers hold on both sides, and no more.
            assertThat(client.partsUntilCutOff(("[]\n".repeat(99) + "{'user':'a'}\n").repeat(50)))
                    .isLessThan(4_000);
        }
        assertThat(last(imports.post("{'user':'next'}")).get("imported").asInt())
                .isEqualTo(1);
    }

    @Test
    void a_client_that_sends_nothing_is_cut_off_without_a_last_line() throws Exception {
        try (var client = new LineClient(gateway.port(), "/v1/users")) {
            client.head("");
            client.line("{'user':'a'}");
            client.line("[]");

            assertThat(client.answer()).contains("\"line\":2").doesNotContain("done");
        }
        assertThat(gateway.users.all).containsOnlyKeys("a");
    }

    @Test
    void a_connection_that_breaks_imports_no_half_line() throws Exception {
        try (var client = new LineClient(gateway.port(), "/v1/users")) {
            client.head("");
            client.line("{'user':'a'}");
            client.part("{'user':'b'}");
            await().until(() -> gateway.users.all.containsKey("a"));
        }
        for (int i = 0; i < 2 * Limits.IMPORTS; i++) {
            await().untilAsserted(() ->
                    assertThat(imports.post("{'user':'c'}").status()).isEqualTo(200));
        }
        assertThat(gateway.users.all).containsOnlyKeys("a", "c");
    }

    @Test
    void more_imports_of_one_caller_than_it_may_have_are_refused_and_others_have_room() throws Exception {
        Promise<Void> gate = Promise.promise();
        gateway.users.gate = gate.future();
        var running = new ArrayList<LineClient>();
        for (int i = 0; i < Limits.IMPORTS_OF_CALLER; i++) {
            var client = new LineClient(gateway.port(), "/v1/users");
            running.add(client);
            client.head("");
            client.line("{'user':'u" + i + "'}");
        }
        await().until(() -> gateway.users.asked.get() == Limits.IMPORTS_OF_CALLER);

        var refused = imports.post("{'user':'x'}");
        assertThat(refused.problem()).isEqualTo("overloaded");
        assertThat(refused.json().get("detail").asText()).contains("of caller shop");
        assertThat(refused.header("retry-after")).isEqualTo("1");
        var other = CompletableFuture.supplyAsync(() -> imports.postAs("loader-key", "{'user':'other'}"));
        await().until(() -> gateway.users.asked.get() == Limits.IMPORTS_OF_CALLER + 1);

        gate.complete();
        assertThat(last(other.join()).get("imported").asInt()).isEqualTo(1);
        for (var client : running) {
            client.end();
            assertThat(client.answer()).contains("\"imported\":1");
            client.close();
        }
    }

    @Test
    void an_import_of_another_file_ends_and_says_where() {
        var answers = lines(imports.post("{'user':'a'}\n" + "7\n".repeat(100_000)));

        var end = answers.getLast();
        assertThat(end.get("done").asBoolean()).isFalse();
        assertThat(end.get("detail").asText()).startsWith("1000 lines failed in a row");
        assertThat(end.get("failed").asInt()).isBetween(1_000, 1_000 + Limits.LINES_IN_FLIGHT);
        assertThat(end.get("resume_from").asInt()).isEqualTo(end.get("lines").asInt() + 1);
    }

    @Test
    void lines_wait_for_the_rate_of_their_caller() {
        long began = System.nanoTime();

        var end = last(imports.postAs("slow-key", "{'user':'a'}\n".repeat(25)));

        assertThat(end.get("imported").asInt()).isEqualTo(25);
        // Of 26 places 5 are there at once and 20 come a second; none is taken twice and none is free.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    @Test
    void a_client_that_waits_to_be_asked_is_asked() throws Exception {
        try (var client = new LineClient(gateway.port(), "/v1/users")) {
            client.head("Expect: 100-continue\r\n");
            client.awaitText("100 Continue");
            client.line("{'user':'a'}");
            client.end();

            assertThat(client.answer()).contains("\"imported\":1");
        }
    }

    private static List<JsonNode> rawAnswers(String body, int bytes) {
        String all = gateway.raw("POST /v1/users HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer full-key\r\n"
                + "Content-Type: application/x-ndjson\r\nConnection: close\r\nContent-Length: " + bytes + "\r\n\r\n"
                + body);
        return all.lines().filter(it -> it.startsWith("{")).map(Imports::json).toList();
    }
}
