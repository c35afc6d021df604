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

/// A gateway as a process of its own, always on the same ports, which serves everybody.
final class ServingProcess {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    final int port;
    final int adminPort;
    private final Path config;
    private final Path log;
    private Process process;

    /// Writes what it will read.
    ///
    /// @param more lines of its configuration, beside its ports and its one Redis
    ServingProcess(Path folder, String name, TestRedis redis, String more) throws IOException {
        port = freePort();
        adminPort = freePort();
        log = folder.resolve(name + ".log");
        config = Files.writeString(
                folder.resolve(name + ".yaml"), """
                http: {port: %d, host: 127.0.0.1}
                admin: {port: %d}
                redis: {%s, durability: memory}
                lanes: 2
                """.formatted(port, adminPort, redis.configured()) + more);
    }

    /// Starts it and waits until it is ready.
    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dlogback.configurationFile=logback.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "serve",
                        "--config",
                        config.toString(),
                        "--insecure-no-auth")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await().atMost(PATIENCE).until(() -> !process.isAlive() || isReady());
        assertThat(process.isAlive()).as(log()).isTrue();
    }

    private boolean isReady() throws Exception {
        try {
            return get(adminPort, "/readyz").statusCode() == 200;
        } catch (IOException _) {
            return false; // not yet
        }
    }

    /// SIGTERM.
    void terminate() {
        process.destroy();
    }

    /// SIGKILL; returns when it is gone. One that was not started is gone.
    void kill() throws InterruptedException {
        if (process != null) process.destroyForcibly().waitFor();
    }

    /// Waits until it has ended by itself.
    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) throw new AssertionError("it goes on");
        return process.exitValue();
    }

    String log() throws IOException {
        return Files.readString(log);
    }
}
