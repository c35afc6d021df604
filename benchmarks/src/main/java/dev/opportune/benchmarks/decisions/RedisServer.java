package dev.opportune.benchmarks.decisions;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.dev.EmbeddedRedis;
import dev.opportune.ratelimiter.redis.RedisSettings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A Redis on a free port of loopback, without persistence: `redis-server` from the PATH, else the embedded one.
final class RedisServer implements AutoCloseable {

    /// Patient, since a shared machine may pause.
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final long STOP_SECONDS = 10;
    private static final double MICROS_A_SECOND = 1e6;

    private static final String WITHOUT_FUNCTIONS = "without-functions";

    private final int port;
    private final AutoCloseable process;

    /// Stops Redis when this process is ended before [#close].
    private final Thread atShutdown = Thread.ofPlatform().name("stop-redis").unstarted(this::stop);

    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;

    private RedisServer(int port, AutoCloseable process) {
        this.port = port;
        this.process = process;
        Runtime.getRuntime().addShutdownHook(atShutdown);
        this.client = RedisClient.create(uri());
        this.connection = client.connect(ByteArrayCodec.INSTANCE);
        connection.setTimeout(TIMEOUT);
    }

    static RedisServer start() {
        try {
            int port = freePort();
            var installed = onPath("redis-server");
            return new RedisServer(
                    port, installed.isPresent() ? spawn(installed.get(), port) : EmbeddedRedis.start(port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The first executable of that name on the PATH.
    static Optional<Path> onPath(String name) {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return List.of(path.split(File.pathSeparator)).stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    int port() {
        return port;
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    RedisSettings settings(int partitions) {
        return new RedisSettings(URI.create(uri()), null, null, RedisSettings.DEFAULT_PREFIX, partitions, TIMEOUT);
    }

    /// As a user who may use no functions, so that scripts run by EVALSHA.
    RedisSettings settingsWithoutFunctions(int partitions) {
        var words = new CommandArgs<>(ByteArrayCodec.INSTANCE).add("SETUSER").add(WITHOUT_FUNCTIONS);
        for (var rule : List.of("on", ">" + WITHOUT_FUNCTIONS, "~*", "+@all", "-function", "-fcall")) words.add(rule);
        var _ = commands().dispatch(CommandType.ACL, new StatusOutput<>(ByteArrayCodec.INSTANCE), words);
        return new RedisSettings(
                URI.create(uri()),
                WITHOUT_FUNCTIONS,
                () -> WITHOUT_FUNCTIONS,
                RedisSettings.DEFAULT_PREFIX,
                partitions,
                TIMEOUT);
    }

    /// For the one thread that measures.
    RedisCommands<byte[], byte[]> commands() {
        return connection.sync();
    }

    /// The same connection, for many at once.
    RedisAsyncCommands<byte[], byte[]> async() {
        return connection.async();
    }

    /// One line of INFO: what follows `name:`.
    String info(String section, String name) {
        return commands()
                .info(section)
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    String version() {
        return info("server", "redis_version");
    }

    /// Processor time of Redis since it started.
    double cpuMicros() {
        double seconds =
                Double.parseDouble(info("cpu", "used_cpu_user")) + Double.parseDouble(info("cpu", "used_cpu_sys"));
        return seconds * MICROS_A_SECOND;
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(0, STOP_SECONDS, TimeUnit.SECONDS);
        try {
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (IllegalStateException _) { // the process is ending, and the hook stops Redis
            return;
        }
        stop();
    }

    private void stop() {
        try {
            process.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static AutoCloseable spawn(Path binary, int port) throws IOException {
        var process = new ProcessBuilder(
                        binary.toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--dir",
                        System.getProperty("java.io.tmpdir"))
                .redirectErrorStream(true)
                .start();
        try (var answer = process.inputReader(UTF_8)) {
            for (String line; (line = answer.readLine()) != null; ) {
                // It logs next to nothing from here on, and what it logs may go nowhere.
                if (line.contains("Ready to accept connections")) return () -> stop(process);
            }
        }
        throw new IOException(binary + " does not start");
    }

    private static void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            var _ = process.destroyForcibly();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
