package dev.opportune.perf.chaos.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A Redis with an append-only file that is written before any reply goes out, so that a killed process loses nothing
/// that it has answered.
public final class RedisProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 20;

    /// Records, what waits, what is ready, who has parked sends, and campaigns: as `docs/data.md` has them.
    private static final Pattern OF_LIVE_SENDS = Pattern.compile("op:\\{[0-9]+}:(s:.*|w|q[0-2]|p:.*|c)");

    private final Path server;
    private final Path folder;
    private final int port;
    private volatile @Nullable Process process;

    private RedisProcess(Path server, Path folder, int port) {
        this.server = server;
        this.folder = folder;
        this.port = port;
    }

    static RedisProcess start(Path server, Path folder) throws IOException, InterruptedException {
        var redis = new RedisProcess(server, Files.createDirectories(folder), Place.freePort());
        redis.start();
        return redis;
    }

    /// Starts it with what it had written down, and waits until it answers.
    public void start() throws IOException, InterruptedException {
        var started = new ProcessBuilder(
                        server.toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        folder.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "yes",
                        // With everysec Redis holds a write back while the disk is busy, and answers all the same.
                        "--appendfsync",
                        "always",
                        "--maxmemory-policy",
                        "noeviction")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("redis.log").toFile()))
                .start();
        process = started;
        long end = System.nanoTime() + START.toNanos();
        while (!answers()) {
            if (!started.isAlive() || System.nanoTime() - end > 0) {
                throw new IOException("Redis does not start: see " + folder.resolve("redis.log"));
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /// Ends it at once: SIGKILL.
    public void kill() throws InterruptedException {
        Objects.requireNonNull(process).destroyForcibly().waitFor();
    }

    public RedisTalk talk() throws IOException {
        return new RedisTalk(port);
    }

    /// Names of keys that are there only while some send has not ended.
    public List<String> keysOfLiveSends() throws IOException {
        try (var talk = talk()) {
            return talk.keys("op:*").stream()
                    .filter(it -> OF_LIVE_SENDS.matcher(it).matches())
                    .toList();
        }
    }

    int port() {
        return port;
    }

    private boolean answers() {
        try (var talk = talk()) {
            return talk.text("PING").equals("PONG");
        } catch (IOException _) {
            return false; // not yet, or it is loading
        }
    }

    @Override
    public void close() {
        var running = process;
        if (running != null) running.destroy();
    }
}
