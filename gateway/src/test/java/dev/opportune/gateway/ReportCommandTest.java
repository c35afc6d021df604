package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Of an experiment; `ReportsIT` has those of sends.
class ReportCommandTest {

    private static final String ANSWER = """
            {"experiment":"rain-copy","state":"running","as_of":"2026-11-29T12:00:00Z",
             "arms":[{"arm":"calm","holdout":false,"users":200,"goals":30,"rate":{"of":"users","rate":0.15,"low":0.1,"high":0.2}}],
             "comparisons":[{"a":"urgent","b":"calm","silent":true}],"sample_ratio":{"sound":true,"bayes_factor":0.5},
             "guardrails":[],"verdict":"not yet","verdict_detail":"Wait."}""";

    private final List<String> asked = new ArrayList<>();
    private final StringWriter out = new StringWriter();

    @TempDir
    private Path folder;

    private HttpServer gateway;

    @BeforeEach
    void answer() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", call -> {
            asked.add(call.getRequestURI().getRawPath() + " "
                    + call.getRequestHeaders().getFirst("Authorization"));
            boolean isKnown = call.getRequestURI().getPath().equals("/v1/experiments/rain-copy");
            var body =
                    (isKnown ? ANSWER : "{\"detail\":\"no experiment of this name\"}").getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(isKnown ? 200 : 404, body.length);
            call.getResponseBody().write(body);
            call.close();
        });
        gateway.start();
    }

    @AfterEach
    void end() {
        gateway.stop(0);
    }

    @Test
    void an_experiment_is_shown_in_lines_or_made_a_page() throws IOException {
        var key = Files.writeString(folder.resolve("key"), "opk_secret\n");
        var page = folder.resolve("page.html");
        assertThat(run("--experiment", "rain-copy", "--key-file", key.toString()))
                .isZero();
        assertThat(out.toString()).contains("not yet: Wait.", "urgent over calm: too little yet");
        assertThat(run("--experiment", "rain-copy", "--html", page.toString())).isZero();
        assertThat(Files.readString(page)).contains("<h1>Experiment rain-copy</h1>", "<svg");
        assertThat(asked.getFirst()).isEqualTo("/v1/experiments/rain-copy Bearer opk_secret");
    }

    @Test
    void a_name_is_one_part_of_the_address_and_one_that_is_not_known_is_told() {
        assertThat(run("--experiment", "a/../b c")).isEqualTo(1);
        assertThat(asked.getFirst()).startsWith("/v1/experiments/a%2F..%2Fb%20c ");
        assertThat(out.toString()).contains("opportune: 404: no experiment of this name");
    }

    @Test
    void it_is_of_sends_or_of_an_experiment() {
        assertThat(run("--experiment", "rain-copy", "--by", "day", "--from", "2026-11-28"))
                .isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(run("--by", "day")).isEqualTo(2);
        assertThat(run("--experiment", "rain-copy", "--csv", "x.csv")).isEqualTo(2);
        assertThat(out.toString())
                .contains("mutually exclusive", "--experiment=NAME", "--from=WHEN")
                .contains("--csv: x.csv (expected: --html, of an experiment)");
        assertThat(asked).isEmpty();
    }

    private int run(String... options) {
        var arguments = new ArrayList<>(List.of("report"));
        arguments.addAll(List.of(options));
        arguments.addAll(
                List.of("--url", "http://127.0.0.1:" + gateway.getAddress().getPort() + "/"));
        var writer = new PrintWriter(out);
        return Main.commandLine().setOut(writer).setErr(writer).execute(arguments.toArray(String[]::new));
    }
}
