package dev.opportune.gateway;

import static dev.opportune.gateway.ServingFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What SIGTERM does to the process that `serve` is.
class TerminationIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BY_SIGTERM = 143;

    @TempDir
    private Path folder;

    private TestRedis redis;
    private ServingProcess gateway;

    @BeforeEach
    void startRedis() throws IOException {
        redis = TestRedis.start();
    }

    @AfterEach
    void stop() throws Exception {
        if (gateway != null) gateway.kill();
        redis.close();
    }

    @Test
    void the_first_one_lets_callers_be_served_for_the_grace_and_the_second_one_ends_it_at_once() throws Exception {
        serve("PT2M", "PT3M");
        gateway.terminate();
        await().atMost(PATIENCE)
                .until(() ->
                        get(gateway.adminPort, "/readyz").body().equals("{\"status\":\"stopping\",\"checks\":{}}"));

        var answer = get(gateway.port, "/v1/sends/none");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Connection"))
                .hasValueSatisfying(it -> assertThat(it).isEqualToIgnoringCase("close"));
        gateway.terminate();
        assertThat(gateway.exitCode()).isEqualTo(BY_SIGTERM);
        assertThat(gateway.log()).contains("SIGTERM once more").doesNotContain("stopped");
    }

    @Test
    void one_is_enough_to_end_it_in_order() throws Exception {
        serve("PT0S", "PT20S");
        gateway.terminate();

        assertThat(gateway.exitCode()).isEqualTo(BY_SIGTERM);
        assertThat(gateway.log()).contains("stopping: ", "stopped").doesNotContain("ERROR", "did not stop", "cut off");
    }

    @Test
    void the_log_is_json_where_that_is_asked_for_and_tells_how_it_began_and_ended() throws Exception {
        serve("PT0S", "PT20S", "log: {format: json}");
        gateway.terminate();
        assertThat(gateway.exitCode()).isEqualTo(BY_SIGTERM);

        var messages = new ArrayList<String>();
        for (var line : gateway.log().lines().filter(it -> it.startsWith("{")).toList()) {
            var json = GatewayFixture.JSON.readTree(line);
            assertThat(json.path("service.name").asText()).isEqualTo("opportune");
            messages.add(json.path("message").asText());
        }
        assertThat(messages.stream().filter(it -> it.startsWith("opportune ")))
                .singleElement()
                .asString()
                .matches(
                        "opportune .+ begins, Java \\S+: 2 lanes, policy \\S+ \\(sha256 [0-9a-f]{12}\\), Redis, one server,"
                                + " redis://\\S+ \\(memory\\), 0 apps, no callers file");
        assertThat(messages).anyMatch(it -> it.matches("serves callers on port \\d+, operators on \\d+"));
        assertThat(messages).anyMatch(it -> it.startsWith("SIGTERM: "));
        assertThat(messages.getLast())
                .matches(
                        "stopped in order after \\d+ ms: it held 0 sends when it was told to stop and ended 0; what else"
                                + " waits was handed back");
        assertThat(gateway.log().lines().filter(it -> it.matches("\\d{4}-.*INFO.*")))
                .isEmpty();
    }

    private void serve(String grace, String timeout) throws Exception {
        serve(grace, timeout, "");
    }

    private void serve(String grace, String timeout, String more) throws Exception {
        Files.writeString(folder.resolve("policy.yaml"), ServingFixture.POLICY);
        gateway = new ServingProcess(folder, "gateway", redis, """
                policy_file: policy.yaml
                shutdown: {grace: %s, timeout: %s}
                %s
                """.formatted(grace, timeout, more));
        gateway.start();
    }
}
