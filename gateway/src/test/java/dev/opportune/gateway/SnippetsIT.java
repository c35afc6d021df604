package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.opportune.engagement.tally.Labels;
import dev.opportune.engagement.touch.Interactions;
import dev.opportune.gateway.measure.Measurement;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The guide's programs do what it says of them, wherever their language is on the machine.
class SnippetsIT {

    private static final Path SNIPPETS = Path.of("..", "docs", "snippets").toAbsolutePath();
    private static final String POLICY = """
            version: "1"
            categories:
              order-status: {class: transactional, quiet_hours: ignore, consent: none}
              sale: {class: promotional, quiet_hours: ignore, consent: none}
            """;

    private static final String HARD = "it's \"me\" $HOME `x` \\ /?#%2F ü";

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(
            POLICY,
            new Measurement(
                    Labels.Limits.DEFAULT,
                    Duration.ofDays(90),
                    Set.of("purchase"),
                    Interactions.Windows.DEFAULT,
                    List::of,
                    Duration.ofSeconds(10)));

    /// @param needs a command that succeeds where the language is
    record Program(String file, List<String> needs, List<String> command) {
        @Override
        public String toString() {
            return file;
        }
    }

    static Stream<Program> senders() {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Stream.of(
                new Program("send.sh", List.of("curl", "--version"), List.of("sh", "send.sh")),
                new Program("send.py", List.of("python3", "--version"), List.of("python3", "send.py")),
                new Program("send.go", List.of("go", "version"), List.of("go", "run", "send.go")),
                new Program("Send.java", List.of(java, "--version"), List.of(java, "Send.java")));
    }

    @ParameterizedTest
    @MethodSource("senders")
    void a_program_that_runs_twice_sends_once(Program program) throws Exception {
        assumeRuntime(program);
        String user = program.file().replace('.', '-'); // `go run` takes what ends in .go for a source
        var device =
                "{\"app\":\"shop-android\",\"device_token\":\"" + program.file().replace('.', '-') + "\"}";
        assertThat(gateway.call("PUT", "/v1/users/" + user + "/devices/phone", device)
                        .statusCode())
                .isEqualTo(201);
        String url = gateway.uri("").toString();
        for (int i = 0; i < 2; i++) {
            assertThat(run(program, url, user, "order-1")).contains("admitted");
        }
        await().untilAsserted(() ->
                assertThat(gateway.pushesTo(program.file().replace('.', '-'))).hasSize(1));
        assertThat(run(program, url, user, "order-2")).contains("admitted");
        await().untilAsserted(() ->
                assertThat(gateway.pushesTo(program.file().replace('.', '-'))).hasSize(2));
    }

    @ParameterizedTest
    @MethodSource("senders")
    void a_program_repeats_what_may_be_repeated_with_the_same_key(Program program) throws Exception {
        assumeRuntime(program);
        var keys = new CopyOnWriteArrayList<String>();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/sends", exchange -> {
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            exchange.getRequestBody().readAllBytes();
            boolean isFirst = keys.size() == 1;
            if (isFirst) exchange.getResponseHeaders().add("Retry-After", "1");
            var body = isFirst ? "{}" : "{\"decision\":\"suppressed\",\"reason\":\"something_new\"}";
            exchange.sendResponseHeaders(isFirst ? 503 : 200, body.length());
            exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            assertThat(run(program, url, "u-1", "order-1")).contains("something_new");
        } finally {
            server.stop(0);
        }
        assertThat(keys).containsExactly("\"order-1-on-its-way\"", "\"order-1-on-its-way\"");
    }

    static Stream<Program> converters() {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Stream.of(
                new Program("convert.py", List.of("python3", "--version"), List.of("python3", "convert.py")),
                new Program("convert.go", List.of("go", "version"), List.of("go", "run", "convert.go")),
                new Program("Convert.java", List.of(java, "--version"), List.of(java, "Convert.java")));
    }

    @ParameterizedTest
    @MethodSource("converters")
    void a_program_that_runs_twice_reports_a_purchase_once(Program program) throws Exception {
        assumeRuntime(program);
        var user = "buyer-" + program.file().replace('.', '-');
        gateway.send(202, """
                {"user":"%1$s","category":"sale","content":{"title":"t"},
                 "devices":[{"app":"shop-android","device_token":"%1$s"}]}""".formatted(user));
        await().untilAsserted(() -> assertThat(gateway.pushesTo(user)).hasSize(1));
        String url = gateway.uri("").toString();
        assertThat(run(program, url, user, "order-1", "12.50", "EUR")).contains("influenced");
        assertThat(run(program, url, user, "order-1", "12.50", "EUR")).contains("duplicate");
    }

    @Test
    void a_phone_and_a_choice_are_registered() throws Exception {
        var register = new Program("register.sh", List.of("curl", "--version"), List.of("sh", "register.sh"));
        assumeRuntime(register);
        assertThat(run(register, gateway.uri("").toString(), "u-7", "token-7"))
                .contains("\"device_id\":\"phone\"", "\"promotional\":\"refused\"");
        assertThat(gateway.call("GET", "/v1/users/u-7", "").body()).contains("\"timezone\":\"Europe/Berlin\"");
    }

    @Test
    void what_a_program_streams_is_sent_and_it_prints_what_was_not_taken() throws Exception {
        var stream = new Program("stream.sh", List.of("curl", "--version"), List.of("sh", "stream.sh"));
        assumeRuntime(stream);
        var device = "{\"app\":\"shop-android\",\"device_token\":\"streamed\"}";
        assertThat(gateway.call("PUT", "/v1/users/streamed/devices/phone", device)
                        .statusCode())
                .isEqualTo(201);
        var process = start(stream.command(), gateway.uri("").toString());
        try (var lines = process.outputWriter(StandardCharsets.UTF_8)) {
            for (int i = 0; i < 20; i++) {
                lines.write("{\"user\":\"streamed\",\"category\":\"order-status\",\"content\":{\"title\":\"t\"},"
                        + "\"idempotency_key\":\"k" + i % 10 + "\"}\n");
            }
            lines.write("{}");
        }
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        assertThat(printed.lines())
                .satisfiesExactly(
                        fault -> assertThat(fault).startsWith("{\"line\":21,").contains("\"status\":400"),
                        end -> assertThat(end)
                                .isEqualTo("{\"done\":true,\"lines\":21,\"admitted\":20,\"deferred\":0,"
                                        + "\"suppressed\":0,\"failed\":1}"));
        await().untilAsserted(() -> assertThat(gateway.pushesTo("streamed")).hasSize(10));
    }

    /// What means something in an address or in a shell, and what must not be decoded twice.
    @ParameterizedTest
    @ValueSource(strings = {"a%2Fb", "a/b", "ada?x=1#y", "zoë 4+2", "..", "a/../b", "%", HARD})
    void a_phone_is_registered_for_exactly_the_user_that_is_named(String user) throws Exception {
        var register = new Program("register.sh", List.of("curl", "--version"), List.of("sh", "register.sh"));
        assumeRuntime(register);
        assertThat(run(register, gateway.uri("").toString(), user, "token-" + user.length()))
                .contains("\"device_id\":\"phone\"");
        var stored = new ObjectMapper()
                .readTree(gateway.call("GET", "/v1/users/" + encoded(user), "").body());
        assertThat(stored.get("user").asText()).isEqualTo(user);
        assertThat(stored.get("devices")).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("senders")
    void a_program_sends_to_exactly_the_user_that_is_named(Program program) throws Exception {
        assumeRuntime(program);
        String deviceToken = "hard-" + program.file().replace('.', '-');
        var device = "{\"app\":\"shop-android\",\"device_token\":\"" + deviceToken + "\"}";
        var path = "/v1/users/" + encoded(HARD + program.file().replace('.', '-')) + "/devices/phone";
        assertThat(gateway.call("PUT", path, device).statusCode()).isEqualTo(201);

        assertThat(run(
                        program,
                        gateway.uri("").toString(),
                        HARD + program.file().replace('.', '-'),
                        "order-1"))
                .contains("admitted");

        await().untilAsserted(() -> assertThat(gateway.pushesTo(deviceToken)).hasSize(1));
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20").replace(".", "%2E");
    }

    private static void assumeRuntime(Program program) {
        boolean isThere;
        try {
            isThere = start(program.needs(), "").waitFor() == 0;
        } catch (IOException e) {
            isThere = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            isThere = false;
        }
        assumeTrue(isThere, () -> program.needs().getFirst() + " is not on this machine: " + program + " was not run");
    }

    /// Gives what it printed; it must have succeeded.
    private static String run(Program program, String url, String... arguments) throws Exception {
        var command = new ArrayList<>(program.command());
        command.addAll(List.of(arguments));
        var process = start(command, url);
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("%s ended", program)
                .isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }

    private static Process start(List<String> command, String url) throws IOException {
        var builder = new ProcessBuilder(command).directory(SNIPPETS.toFile()).redirectErrorStream(true);
        builder.environment().put("OPPORTUNE_URL", url);
        builder.environment().put("OPPORTUNE_KEY", "any");
        return builder.start();
    }
}
