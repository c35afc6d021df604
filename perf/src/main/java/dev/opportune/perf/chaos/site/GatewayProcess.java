package dev.opportune.perf.chaos.site;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One gateway: a process that is ended and started again on the same ports. What one
/// disturbance does to it, no other does meanwhile; it may be looked at by any thread.
public final class GatewayProcess implements AutoCloseable {

    /// More than a cluster is without one of its replicas, without which none starts that promises `replicated`.
    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 100;
    private static final int HEAP_MIB = 256;

    private final int number;
    private final int port;
    private final int adminPort;
    private final int ingestPort;
    private final Path folder;
    private final List<String> command;
    private final @Nullable ShiftedClock clock;
    private final AtomicInteger lives = new AtomicInteger();
    private volatile @Nullable Process process;

    private GatewayProcess(
            int number,
            int port,
            int adminPort,
            int ingestPort,
            Path folder,
            List<String> command,
            @Nullable ShiftedClock clock) {
        this.number = number;
        this.port = port;
        this.adminPort = adminPort;
        this.ingestPort = ingestPort;
        this.folder = folder;
        this.command = command;
        this.clock = clock;
    }

    /// One that does not run yet.
    static GatewayProcess prepare(Place place, int number, String redis, String key) throws IOException {
        var folder = place.work().resolve("gateway-" + number);
        int port = Place.freePort();
        int adminPort = Place.freePort();
        int ingestPort = Place.freePort();
        GatewayFiles.write(place, folder, port, adminPort, ingestPort, redis, key);
        var clock =
                place.clock().isEmpty() ? null : new ShiftedClock(place.clock().get(), folder.resolve("clock"));
        return new GatewayProcess(number, port, adminPort, ingestPort, folder, command(place, folder), clock);
    }

    private static List<String> command(Place place, Path folder) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-XX:+ExitOnOutOfMemoryError", "-Xmx" + HEAP_MIB + "m"));
        command.addAll(place.javaOptions());
        command.addAll(List.of("-cp", place.gatewayJars() + "/*", "dev.opportune.gateway.Main"));
        command.addAll(
                List.of("serve", "--config", folder.resolve("gateway.yaml").toString()));
        return command;
    }

    public void start() throws IOException {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        if (clock != null) clock.loadedBy(builder.environment());
        lives.incrementAndGet();
        process = builder.start();
    }

    /// Waits until it is ready. One that ends before, as when Redis is away for long, is started again.
    public void awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (!isReady()) {
            if (System.nanoTime() - end > 0) throw new IOException(name() + " is not ready in time: see " + log());
            if (!isAlive()) start();
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /// Ends it at once: SIGKILL.
    public void kill() throws InterruptedException {
        Objects.requireNonNull(process).destroyForcibly().waitFor();
    }

    /// Tells it to end (SIGTERM), and waits until it has.
    public void stop() throws IOException, InterruptedException {
        var running = Objects.requireNonNull(process);
        running.destroy();
        if (running.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) return;
        kill();
        throw new IOException(name() + " did not end within " + STOP.toSeconds() + " s of SIGTERM");
    }

    /// Stops it where it is: SIGSTOP.
    public void pause() throws IOException, InterruptedException {
        Signals.stop(Objects.requireNonNull(process));
    }

    /// Lets it go on: SIGCONT.
    public void goOn() throws IOException, InterruptedException {
        Signals.goOn(Objects.requireNonNull(process));
    }

    /// Its wall clock is so much ahead of this machine's from now on.
    public void shiftClock(Duration ahead) throws IOException {
        Objects.requireNonNull(clock, "drawn only where there is one").shift(ahead);
    }

    public boolean isAlive() {
        var running = process;
        return running != null && running.isAlive();
    }

    /// What its admin port shows; throws when it does not answer.
    public String metrics() throws IOException, InterruptedException {
        return Http.get("http://" + admin() + "/metrics").body();
    }

    /// Host and port of its admin port.
    public String admin() {
        return "127.0.0.1:" + adminPort;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /// Where phones are served, if they are.
    public String ingestUrl() {
        return "http://127.0.0.1:" + ingestPort;
    }

    public String name() {
        return "gateway " + number;
    }

    /// How often it was started.
    public int lives() {
        return lives.get();
    }

    public long pid() {
        return Objects.requireNonNull(process).pid();
    }

    public Path log() {
        return folder.resolve("gateway.log");
    }

    private boolean isReady() throws InterruptedException {
        try {
            return Http.get("http://" + admin() + "/readyz").statusCode() == 200;
        } catch (IOException _) {
            return false; // not yet
        }
    }

    @Override
    public void close() {
        var running = process;
        if (running != null) running.destroyForcibly();
    }
}
