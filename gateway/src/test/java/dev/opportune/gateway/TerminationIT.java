package dev.opportune.gateway;

import static dev.opportune.gateway.ServingFixture.freePort;
import static dev.opportune.gateway.ServingFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/// What SIGTERM does to the process that `serve` is.
class TerminationIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BY_SIGTERM = 143;

    @TempDir
    private Path folder;

    private RedisServer redis;
    private Process gateway;
    private int port;
    private int adminPort;

    @BeforeEach
    void startRedis() throws IOException {
        redis = RedisServer.newRedisServer()
                .port(freePort())
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
    }

    @AfterEach
    void stop() throws Exception {
        if (gateway != null) gateway.destroyForcibly().waitFor();
        redis.stop();
    }

    @Test
    void the_first_one_lets_callers_be_served_for_the_grace_and_the_second_one_ends_it_at_once() throws Exception {
        serve("PT2M", "PT3M");
        gateway.destroy();
        await().atMost(PATIENCE)
                .until(() -> get(adminPort, "/readyz").body().equals("{\"status\":\"stopping\",\"checks\":{}}"));

        var answer = get(port, "/v1/sends/none");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Connection"))
                .hasValueSatisfying(it -> assertThat(it).isEqualToIgnoringCase("close"));
        gateway.destroy();
        assertThat(gateway.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(gateway.exitValue()).isEqualTo(BY_SIGTERM);
        assertThat(log()).contains("SIGTERM once more").doesNotContain("stopped");
    }

    @Test
    void one_is_enough_to_end_it_in_order() throws Exception {
        serve("PT0S", "PT20S");
        gateway.destroy();

        assertThat(gateway.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(gateway.exitValue()).isEqualTo(BY_SIGTERM);
        assertThat(log()).contains("stopping: ", "stopped").doesNotContain("ERROR", "did not stop", "cut off");
    }

    private void serve(String grace, String timeout) throws Exception {
        port = freePort();
        adminPort = freePort();
        Files.writeString(folder.resolve("policy.yaml"), ServingFixture.POLICY);
        Files.writeString(folder.resolve("gateway.yaml"), """
                http: {port: %d, host: 127.0.0.1}
                admin: {port: %d}
                redis: {uri: "redis://127.0.0.1:%d", durability: memory}
                lanes: 2
                policy_file: policy.yaml
                shutdown: {grace: %s, timeout: %s}
                """.formatted(
                        port, adminPort, redis.ports().getFirst(), grace, timeout));
        gateway = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dlogback.configurationFile=logback.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "serve",
                        "--config",
                        folder.resolve("gateway.yaml").toString(),
                        "--insecure-no-auth")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> get(adminPort, "/readyz").statusCode() == 200);
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }
}
