package dev.opportune.perf.attack;

import dev.opportune.perf.attack.wire.Http1;
import dev.opportune.perf.attack.wire.Http2;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/// The gateway that is attacked, for how long, and whom to tell what was seen. For any number of threads.
public final class Target {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final int port;
    private final int adminPort;
    private final Keys keys;
    private final Path folder;
    private final Duration lasts;
    private final long endNanos;
    private final Consumer<String> told;
    private final Consumer<String> wrong;

    /// @param folder where the gateway's files are
    /// @param told is given what was seen
    /// @param wrong is given what should not have been seen
    public Target(
            int port,
            int adminPort,
            Keys keys,
            Path folder,
            Duration lasts,
            Consumer<String> told,
            Consumer<String> wrong) {
        this.port = port;
        this.adminPort = adminPort;
        this.keys = keys;
        this.folder = folder;
        this.lasts = lasts;
        this.endNanos = System.nanoTime() + lasts.toNanos();
        this.told = told;
        this.wrong = wrong;
    }

    /// Keys of callers who may do anything.
    ///
    /// @param attacker of whoever attacks with a key
    /// @param limited the same, and 20 requests a second at most
    /// @param neighbour of one who does what good callers do, to see what becomes of it
    public record Keys(String attacker, String limited, String neighbour) {}

    public Http1 http1() throws IOException {
        return Http1.open(port, PATIENCE);
    }

    /// To the admin port.
    public Http1 admin() throws IOException {
        return Http1.open(adminPort, PATIENCE);
    }

    /// With the windows that a client has when it says nothing of them.
    public Http2 http2() throws IOException {
        return Http2.open(port, PATIENCE, Http2.DEFAULT_WINDOW);
    }

    /// With windows of so many bytes for each answer.
    public Http2 http2(int window) throws IOException {
        return Http2.open(port, PATIENCE, window);
    }

    public Keys keys() {
        return keys;
    }

    public Path folder() {
        return folder;
    }

    /// How long the attack is to last.
    public Duration lasts() {
        return lasts;
    }

    public boolean isOver() {
        return System.nanoTime() >= endNanos;
    }

    /// Waits until the attack is to end.
    public void holdOut() throws InterruptedException {
        while (!isOver()) Thread.sleep(Math.max(1, (endNanos - System.nanoTime()) / 1_000_000));
    }

    /// What was seen.
    public void tell(String sentence) {
        told.accept(sentence);
    }

    /// What should not have been seen: the attack did something.
    public void wrong(String sentence) {
        wrong.accept(sentence);
    }
}
