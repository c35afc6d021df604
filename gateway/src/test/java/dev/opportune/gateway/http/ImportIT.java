package dev.opportune.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.opportune.gateway.http.RunningGateway.Answer;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.redis.Users;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADA = "{'user':'ada','timezone':'Europe/Berlin','locale':'de-CH',"
            + "'quiet_hours':'22:00-08:00','attributes':{'tier':'gold'},'muted_until':'2026-11-23T08:00:00Z',"
            + "'devices':[{'device_id':'phone','app':'shop-ios','device_token':'t-1','permission':'denied',"
            + "'timezone':'Asia/Tokyo'}],"
            + "'preferences':{'promotional':'refused','categories':{'flash-sale':'granted'},'caps':{'promo-day':1}}}";

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway(Authenticator.of(RunningGateway.CALLERS), Duration.ofSeconds(2));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void forget() {
        gateway.users.all.clear();
        gateway.users.failure = null;
        gateway.users.gate = Future.succeededFuture();
        gateway.users.asked.set(0);
    }

    @Test
    void a_line_is_a_user_with_profile_devices_and_preferences() {
        var answer = post(ADA);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/x-ndjson");
        assertThat(text(answer)).isEqualTo("{\"done\":true,\"lines\":1,\"imported\":1,\"failed\":0}\n");
        var user = gateway.users.all.get("ada");
        assertThat(gateway.call("GET", "/v1/users/ada", null).json())
                .hasToString("{\"user\":\"ada\",\"timezone\":\"Europe/Berlin\",\"locale\":\"de-CH\","
                        + "\"quiet_hours\":\"22:00-08:00\",\"attributes\":{\"tier\":\"gold\"},"
                        + "\"muted_until\":\"2026-11-23T08:00:00Z\",\"devices\":[{\"device_id\":\"phone\","
                        + "\"app\":\"shop-ios\",\"permission\":\"denied\",\"registered_at\":\"2026-11-22T12:00:00Z\","
                        + "\"timezone\":\"Asia/Tokyo\"}]}");
        assertThat(user.devices().getFirst().deviceToken()).isEqualTo("t-1");
        assertThat(user.preferences().promotional())
                .isEqualTo(new User.Choice(false, InMemoryUsers.NOW, "shop", Users.IMPORT));
        assertThat(user.preferences().categories().get("flash-sale").source()).isEqualTo(Users.IMPORT);
        assertThat(user.preferences().caps()).containsEntry("promo-day", 1);
    }

    @Test
    void a_line_leaves_what_it_does_not_speak_of() {
        assertThat(last(post(ADA)).get("imported").asInt()).isEqualTo(1);
        var before = gateway.users.all.get("ada");

        assertThat(last(post("{'user':'ada'}")).get("imported").asInt()).isEqualTo(1);
        assertThat(gateway.users.all.get("ada")).isEqualTo(before);

        assertThat(last(post("{'user':'ada','timezone':null}")).get("imported").asInt())
                .isEqualTo(1);
        var after = gateway.users.all.get("ada");
        assertThat(after.profile()).isEqualTo(new User.Profile(null, null, null, null, null));
        assertThat(after.devices()).isEqualTo(before.devices());
        assertThat(after.preferences()).isEqualTo(before.preferences());
    }

    @Test
    void a_user_may_be_no_more_than_a_name() {
        assertThat(last(post("{'user':'new'}")).get("imported").asInt()).isEqualTo(1);
        assertThat(gateway.users.all).containsOnlyKeys("new");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{                                                          | 400 | malformed | `` | end-of-input",
                "[]                                                         | 400 | malformed | `` | (expected: an object)",
                "{}                                                         | 400 | malformed | /user | is missing",
                "{'user':''}                                                | 400 | malformed | /user | has 0 bytes",
                "{'user':'u'}{'user':'v'}                                   | 400 | malformed | `` | more after",
                "{'user':'u','timezone':'Berlin'}                           | 400 | malformed | /timezone | IANA",
                "{'user':'u','caps':{}}                                     | 400 | malformed | /caps | an unknown member",
                "{'user':'u','devices':{}}                                  | 400 | malformed | /devices | an array",
                "{'user':'u','devices':[{'app':'shop-ios','device_token':'t'}]} | 400 | malformed | /devices/0/device_id | is missing",
                "{'user':'u','devices':[{'device_id':'d','app':'shop-ios','device_token':'t'},{'device_id':'d','app':'shop-ios','device_token':'v'}]} | 400 | malformed | /devices/1/device_id | given twice",
                "{'user':'u','preferences':null}                            | 400 | malformed | /preferences | an object",
                "{'user':'u','preferences':{'source':'app'}}                | 400 | malformed | /preferences/source | an unknown member",
                "{'user':'u','preferences':{'caps':{'nope':1}}}             | 400 | malformed | /preferences/caps/nope | not a cap",
                "{'user':'u','preferences':{'categories':{'nope':'granted'}}} | 422 | unknown-category | /preferences/categories/nope | nope",
                "{'user':'u','devices':[{'device_id':'d','app':'nope','device_token':'t'}]} | 422 | unknown-app | /devices/0/app | nope",
            })
    void a_bad_line_answers_for_itself_and_the_rest_go_on(
            String bad, int status, String type, String pointer, String detail) {
        var answers = lines(post("{'user':'a'}\n" + bad + "\n{'user':'b'}"));

        assertThat(answers).hasSize(2);
        var fault = answers.getFirst();
        assertThat(fault.get("line").asInt()).isEqualTo(2);
        assertThat(fault.get("status").asInt()).isEqualTo(status);
        assertThat(fault.get("type").asText()).isEqualTo("urn:opportune:problem:" + type);
        assertThat(fault.get("detail").asText()).contains(detail);
        assertThat(fault.at("/errors/0/pointer").asText()).isEqualTo(pointer);
        assertThat(answers.getLast()).hasToString("{\"done\":true,\"lines\":3,\"imported\":2,\"failed\":1}");
        assertThat(gateway.users.all).containsOnlyKeys("a", "b");
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
    void line_ends_and_blank_lines_are_as_they_come() {
        assertThat(last(post("{'user':'a'}\r\n\r\n{'user':'b'}\n\n{'user':'c'}")))
                .hasToString("{\"done\":true,\"lines\":3,\"imported\":3,\"failed\":0}");
        assertThat(lines(post("\n{'user':'a'}\n[]\n\n")).getFirst().get("line").asInt())
                .isEqualTo(3);
        assertThat(last(post(""))).hasToString("{\"done\":true,\"lines\":0,\"imported\":0,\"failed\":0}");
    }

    @Test
    void answers_come_in_the_order_of_their_lines_and_the_last_says_how_many() {
        String body = IntStream.rangeClosed(1, 3_000)
                .mapToObj(i -> i % 3 == 0 ? "{'no':" + i + "}" : "{'user':'u" + i + "'}")
                .collect(Collectors.joining("\n"));

        var answers = lines(post(body));

        assertThat(answers).hasSize(1_001);
        assertThat(answers.subList(0, 1_000).stream().map(it -> it.get("line").asInt()))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(answers.getLast()).hasToString("{\"done\":true,\"lines\":3000,\"imported\":2000,\"failed\":1000}");
        assertThat(gateway.users.all).hasSize(2_000);
    }

    @Test
    void the_later_of_two_lines_of_one_user_wins() {
        Promise<Void> gate = Promise.promise();
        gateway.users.gate = gate.future();
        var body = "{'user':'u','locale':'de','preferences':{'promotional':'granted'}}\n"
                + "{'user':'u','locale':'fr'}\n{'user':'u','locale':'it'}\n{'user':'v'}";
        var answer = gateway.sendAsync(request(body));

        // The first line of each user, and no other.
        await().until(() -> gateway.users.asked.get() == 2);
        gate.complete();

        assertThat(last(answer.join()).get("imported").asInt()).isEqualTo(4);
        assertThat(gateway.users.all.get("u").profile().locale()).isEqualTo("it");
    }

    @Test
    void a_fault_ends_its_line_and_keeps_what_was_applied_before() {
        var devices = IntStream.range(0, 3)
                .mapToObj(i -> "{'device_id':'d" + i + "','app':'shop-ios','device_token':'t" + i + "'}")
                .collect(Collectors.joining(","));

        var answers = lines(
                post("{'user':'u','locale':'de','devices':[" + devices + "],'preferences':{'promotional':'refused'}}"));

        assertThat(answers.getFirst().get("status").asInt()).isEqualTo(400);
        assertThat(answers.getFirst().at("/errors/0/pointer").asText()).isEqualTo("/devices");
        var user = gateway.users.all.get("u");
        assertThat(user.preferences().promotional()).isNotNull();
        assertThat(user.profile().locale()).isEqualTo("de");
        assertThat(user.devices()).hasSize(2);
    }

    @Test
    void when_storage_is_gone_the_last_line_says_where_to_go_on() {
        gateway.users.failure = new StorageUnavailableException("gone", false);
        String body = IntStream.range(0, 5_000)
                .mapToObj(i -> "{'user':'u" + i + "'}")
                .collect(Collectors.joining("\n", "[]\n", ""));

        var answers = lines(post(body));

        assertThat(answers.get(0).get("status").asInt()).isEqualTo(400);
        assertThat(answers.get(1).get("status").asInt()).isEqualTo(503);
        assertThat(answers.get(1).get("type").asText()).endsWith("storage-unavailable");
        var last = answers.getLast();
        assertThat(last.get("done").asBoolean()).isFalse();
        assertThat(last.get("resume_from").asInt()).isEqualTo(2);
        assertThat(last.get("lines").asInt()).isEqualTo(answers.size() - 1).isLessThan(5_000);
    }

    @Test
    void a_defect_is_500_for_its_line() {
        gateway.users.failure = new IllegalStateException("secret");

        var answers = lines(post("{'user':'u'}"));

        assertThat(answers.getFirst().get("status").asInt()).isEqualTo(500);
        assertThat(answers.getFirst().toString()).doesNotContain("secret");
        assertThat(answers.getLast().get("done").asBoolean()).isTrue();
    }

    @Test
    void no_more_lines_are_read_than_may_be_in_flight() throws Exception {
        Promise<Void> gate = Promise.promise();
        gateway.users.gate = gate.future();
        try (var client = new Client()) {
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
        try (var client = new Client()) {
            client.head("");
            // What the sockets' buffers hold on both sides, and no more.
            assertThat(client.partsUntilCutOff("[]\n".repeat(5_000))).isLessThan(4_000);
        }
        assertThat(last(post("{'user':'next'}")).get("imported").asInt()).isEqualTo(1);
    }

    @Test
    void a_client_that_sends_nothing_is_cut_off_without_a_last_line() throws Exception {
        try (var client = new Client()) {
            client.head("");
            client.line("{'user':'a'}");
            client.line("[]");

            assertThat(client.answer()).contains("\"line\":2").doesNotContain("done");
        }
        assertThat(gateway.users.all).containsOnlyKeys("a");
    }

    @Test
    void a_connection_that_breaks_imports_no_half_line() throws Exception {
        try (var client = new Client()) {
            client.head("");
            client.line("{'user':'a'}");
            client.part("{'user':'b'}");
            await().until(() -> gateway.users.all.containsKey("a"));
        }
        for (int i = 0; i < 2 * Limits.IMPORTS; i++) {
            await().untilAsserted(
                            () -> assertThat(post("{'user':'c'}").status()).isEqualTo(200));
        }
        assertThat(gateway.users.all).containsOnlyKeys("a", "c");
    }

    @Test
    void more_imports_than_a_lane_takes_are_refused() throws Exception {
        Promise<Void> gate = Promise.promise();
        gateway.users.gate = gate.future();
        var running = new ArrayList<Client>();
        for (int i = 0; i < Limits.IMPORTS; i++) {
            var client = new Client();
            running.add(client);
            client.head("");
            client.line("{'user':'u" + i + "'}");
        }
        await().until(() -> gateway.users.asked.get() == Limits.IMPORTS);

        var refused = post("{'user':'x'}");
        assertThat(refused.problem()).isEqualTo("overloaded");
        assertThat(refused.header("retry-after")).isEqualTo("1");

        gate.complete();
        for (var client : running) {
            client.end();
            assertThat(client.answer()).contains("\"imported\":1");
            client.close();
        }
    }

    @Test
    void an_import_is_ndjson_from_one_who_may_write_users() {
        assertThat(gateway.call("POST", "/v1/users", ADA).problem()).isEqualTo("unsupported-media-type");
        assertThat(gateway.call("POST", "/v1/users", ADA, "Authorization", "Bearer reader-key")
                        .problem())
                .isEqualTo("forbidden");
        assertThat(gateway.call("GET", "/v1/users", null).header("allow")).isEqualTo("POST");
        assertThat(gateway.users.all).isEmpty();
    }

    @Test
    void a_client_that_waits_to_be_asked_is_asked() throws Exception {
        try (var client = new Client()) {
            client.head("Expect: 100-continue\r\n");
            client.awaitText("100 Continue");
            client.line("{'user':'a'}");
            client.end();

            assertThat(client.answer()).contains("\"imported\":1");
        }
    }

    private static Answer post(String body) {
        return gateway.send(request(body));
    }

    private static java.net.http.HttpRequest request(String body) {
        return gateway.request("/v1/users", "Content-Type", "application/x-ndjson")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                .build();
    }

    private static List<JsonNode> rawAnswers(String body, int bytes) {
        String all = gateway.raw("POST /v1/users HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer full-key\r\n"
                + "Content-Type: application/x-ndjson\r\nConnection: close\r\nContent-Length: " + bytes + "\r\n\r\n"
                + body);
        return all.lines().filter(it -> it.startsWith("{")).map(ImportIT::json).toList();
    }

    private static JsonNode last(Answer answer) {
        return lines(answer).getLast();
    }

    private static List<JsonNode> lines(Answer answer) {
        assertThat(answer.status()).as(text(answer)).isEqualTo(200);
        return text(answer).lines().map(ImportIT::json).toList();
    }

    private static String text(Answer answer) {
        return new String(answer.response().body(), UTF_8);
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    /// A client that sends its lines one by one, in chunks of HTTP/1.1.
    private static final class Client implements AutoCloseable {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());

        Client() throws IOException {
            socket.setSoTimeout(20_000);
        }

        void head(String headers) throws IOException {
            write("POST /v1/users HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer full-key\r\n"
                    + "Content-Type: application/x-ndjson\r\nConnection: close\r\n" + headers
                    + "Transfer-Encoding: chunked\r\n\r\n");
        }

        void line(String line) throws IOException {
            part(line + "\n");
        }

        void part(String part) throws IOException {
            String bytes = part.replace('\'', '"');
            write(Integer.toHexString(bytes.length()) + "\r\n" + bytes + "\r\n");
        }

        void end() throws IOException {
            write("0\r\n\r\n");
        }

        /// Gives how many parts, of 4,000 at most, could be written before the other side ended it.
        int partsUntilCutOff(String part) {
            for (int parts = 0; parts < 4_000; parts++) {
                try {
                    part(part);
                } catch (IOException cutOff) {
                    return parts;
                }
            }
            return 4_000;
        }

        void awaitText(String text) throws IOException {
            var seen = new StringBuilder();
            while (seen.indexOf(text) < 0) {
                int next = socket.getInputStream().read();
                if (next < 0) throw new AssertionError(seen.toString());
                seen.append((char) next);
            }
        }

        /// All that comes until the other side closes.
        String answer() throws IOException {
            var all = new java.io.ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(all);
            } catch (SocketException reset) {
                return all.toString(UTF_8);
            }
            return all.toString(UTF_8);
        }

        private void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(UTF_8));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
