package dev.opportune.gateway.http.users;

import static dev.opportune.gateway.http.users.Imports.last;
import static dev.opportune.gateway.http.users.Imports.lines;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.gateway.http.Gzip;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.RunningGateway;
import dev.opportune.gateway.http.RunningGateway.Answer;
import io.vertx.core.Promise;
import java.io.ByteArrayInputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GzipImportIT {

    @RegisterExtension
    private static final RunningGateway gateway = new RunningGateway();

    @Test
    void lines_are_used_as_they_inflate_and_answered_in_their_order() {
        String body = IntStream.rangeClosed(1, 3_000)
                .mapToObj(i -> i % 3 == 0 ? "{\"no\":" + i + "}" : "{\"user\":\"u" + i + "\"}")
                .collect(Collectors.joining("\n"));

        var answers = lines(post(Gzip.of(body)));

        assertThat(answers.getLast()).hasToString("{\"done\":true,\"lines\":3000,\"imported\":2000,\"failed\":1000}");
        assertThat(answers.stream().limit(1_000).map(it -> it.get("line").asInt()))
                .isSorted();
        assertThat(gateway.users.all).hasSize(2_000);
    }

    @Test
    void http_2_takes_it_too() throws Exception {
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            for (int i = 0; i < 2; i++) { // it begins with an upgrade
                var answer = client.send(request(Gzip.of("{\"user\":\"a\"}\n")), BodyHandlers.ofString());
                assertThat(answer.body()).contains("\"done\":true", "\"imported\":1");
            }
        }
    }

    @Test
    void members_may_be_joined_within_a_line() {
        var joined = Gzip.joined(Gzip.of("{\"user\":\"a\"}\n{\"us"), Gzip.of("er\":\"b\"}"));

        assertThat(last(post(joined))).hasToString("{\"done\":true,\"lines\":2,\"imported\":2,\"failed\":0}");
        assertThat(gateway.users.all).containsOnlyKeys("a", "b");
    }

    @Test
    void no_more_lines_are_used_than_may_be_in_flight() {
        Promise<Void> gate = Promise.promise();
        gateway.users.gate = gate.future();
        String body = IntStream.range(0, 5_000)
                .mapToObj(i -> "{\"user\":\"u" + i + "\"}")
                .collect(Collectors.joining("\n"));

        var answer = gateway.sendAsync(request(Gzip.of(body)));
        await().until(() -> gateway.users.asked.get() == Limits.LINES_IN_FLIGHT);
        gate.complete();

        assertThat(last(answer.join()).get("imported").asInt()).isEqualTo(5_000);
    }

    @Test
    void what_inflates_a_thousandfold_leaves_others_their_turns() {
        var slow = gateway.sendAsync(request(Gzip.joined(Gzip.of("{\"user\":\"a\"}\n"), Gzip.bomb('x', 200))));
        await().until(() -> gateway.users.all.containsKey("a"));
        int answered = 0;
        while (!slow.isDone()) {
            assertThat(gateway.call("GET", "/v1/users/a", null).status()).isEqualTo(200);
            answered++;
        }
        // Some 600, and 30 when each step was a task.
        assertThat(answered).isGreaterThan(100);
    }

    @Test
    void a_line_that_inflates_beyond_its_bound_is_a_fault_of_that_line_and_others_are_answered_meanwhile() {
        var bomb = Gzip.joined(Gzip.of("{\"user\":\"a\"}\n"), Gzip.bomb('x', 20), Gzip.of("\n{\"user\":\"b\"}"));

        var slow = gateway.sendAsync(request(bomb));
        await().until(() -> gateway.users.all.containsKey("a"));
        assertThat(gateway.call("GET", "/v1/users/a", null).status()).isEqualTo(200);

        var answers = lines(slow.join());
        assertThat(answers.getFirst().get("status").asInt()).isEqualTo(413);
        assertThat(answers.getFirst().get("line").asInt()).isEqualTo(2);
        assertThat(answers.getLast()).hasToString("{\"done\":true,\"lines\":3,\"imported\":2,\"failed\":1}");
    }

    @Test
    void what_is_no_gzip_from_its_start_is_400() {
        for (byte[] body : new byte[][] {"{\"user\":\"a\"}\n".getBytes(UTF_8), Gzip.without(Gzip.of("{}"), 20), {}}) {
            var answer = post(body);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.problem()).isEqualTo("malformed");
            assertThat(answer.json().get("detail").asText()).startsWith("Content-Encoding: gzip: the body is ");
        }
        assertThat(gateway.users.all).isEmpty();
    }

    @Test
    void gzip_that_ends_too_early_imports_what_came_and_says_where_to_go_on() {
        var whole = Gzip.of("{\"user\":\"a\"}\n{\"user\":\"b\"}\n{\"user\":\"c\"");
        for (byte[] body : new byte[][] {
            Gzip.without(whole, 4), Gzip.joined(whole, new byte[] {'x'}), Gzip.joined(whole, new byte[] {0x1f})
        }) {
            var answers = lines(post(body));

            assertThat(answers).hasSize(2);
            assertThat(answers.getFirst().get("line").asInt()).isEqualTo(3);
            assertThat(answers.getFirst().get("status").asInt()).isEqualTo(400);
            assertThat(answers.getFirst().get("detail").asText()).contains("Content-Encoding: gzip: the body ");
            assertThat(answers.getLast())
                    .hasToString("{\"done\":false,\"lines\":3,\"imported\":2,\"failed\":1,\"resume_from\":3}");
            assertThat(gateway.users.all).containsOnlyKeys("a", "b");
        }
    }

    @Test
    void damage_is_told_though_more_of_the_body_is_to_come() {
        byte[] damaged = Gzip.of("{\"user\":\"a\"}\n");
        damaged[damaged.length - 8] ^= 1;
        var rest = BodyPublishers.ofInputStream(() -> new SequenceInputStream(
                new ByteArrayInputStream(damaged), new ByteArrayInputStream(new byte[500_000])));

        var answers = lines(gateway.send(builder().POST(rest).build()));

        assertThat(answers.getFirst().get("detail").asText()).contains("another checksum");
        assertThat(answers.getLast().get("resume_from").asInt()).isEqualTo(2);
    }

    private static Answer post(byte[] body) {
        return gateway.send(request(body));
    }

    private static HttpRequest request(byte[] body) {
        return builder().POST(BodyPublishers.ofByteArray(body)).build();
    }

    private static HttpRequest.Builder builder() {
        return gateway.request("/v1/users", "Content-Type", "application/x-ndjson", "Content-Encoding", "gzip");
    }
}
