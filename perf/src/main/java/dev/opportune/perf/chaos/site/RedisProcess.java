package dev.opportune.perf.chaos.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A Redis with an append-only file that is written before any reply goes out, so that a killed process loses nothing
/// that it has answered.
public final class RedisProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 20;

    private final int port;
    private final Path log;
    private final List<String> command;
    private volatile @Nullable Process process;

    private RedisProcess(int port, Path log, List<String> command) {
        this.port = port;
        this.log = log;
        this.command = command;
    }

    /// Starts one.
    ///
    /// @param more options of its command line
    static RedisProcess start(Path server, Path folder, int port, List<String> more)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var command = new ArrayList<>(List.of(server.toString(), "--port", Integer.toString(port)));
        command.addAll(List.of("--bind", "127.0.0.1", "--dir", folder.toString(), "--save", ""));
        // With everysec Redis holds a write back while the disk is busy, and answers all the same.
        command.addAll(List.of("--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction"));
        command.addAll(more);
        var redis = new RedisProcess(port, folder.resolve("redis.log"), command);
        redis.start();
        return redis;
    }

    /// Starts it with what it had written down, and waits until it answers.
    public void start() throws IOException, InterruptedException {
        var started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process = started;
        long end = System.nanoTime() + START.toNanos();
        while (!answers()) {
            if (!started.isAlive() || System.nanoTime() - end > 0) {
                throw new IOException("Redis does not start: see " + log);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /// Ends it at once: SIGKILL.
    public void kill() throws InterruptedException {
        running().destroyForcibly().waitFor();
    }

    /// Stops it where it is: SIGSTOP.
    public void pause() throws IOException, InterruptedException {
        Signals.stop(running());
    }

    /// Lets it go on: SIGCONT.
    public void goOn() throws IOException, InterruptedException {
        Signals.goOn(running());
    }

    public RedisTalk talk() throws IOException {
        return new RedisTalk(port);
    }

    /// Has it do something to which it says OK.
    public void order(String command) throws IOException {
        String reply = ask(command);
        if (!reply.equals("OK")) throw new IOException(command + ": " + reply);
    }

    /// What it answers to one command.
    String ask(String command) throws IOException {
        try (var talk = talk()) {
            return talk.text(command);
        }
    }

    int port() {
        return port;
    }

    private Process running() {
        return Objects.requireNonNull(process, "it was started");
    }

    private boolean answers() {
        try {
            return ask("PING").equals("PONG");
        } catch (IOException _) {
            return false; // not yet, or it is loading
        }
    }

    @Override
    public void close() {
        running().destroyForcibly();
    }
}
