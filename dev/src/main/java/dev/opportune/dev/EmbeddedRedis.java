package dev.opportune.dev;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.core.ExecutableProvider;

/// A real Redis of its own process, from the binary that comes with the build, with its data in a temporary folder.
public final class EmbeddedRedis implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final long STOP_SECONDS = 5;
    private static final int MAX_LINES = 50;

    private final Process process;
    private final Path folder;
    private final Path binaryFolder;

    private EmbeddedRedis(Process process, Path folder, Path binaryFolder) {
        this.process = process;
        this.folder = folder;
        this.binaryFolder = binaryFolder;
    }

    /// Starts one on loopback and returns when it is ready.
    ///
    /// @param flags of the server, beside those that say where it is
    /// @throws IOException with a plain sentence when it does not start
    public static EmbeddedRedis start(int port, String... flags) throws IOException {
        var binary = ExecutableProvider.newJarResourceProvider().get().toPath();
        var folder = Files.createTempDirectory("opportune-redis-");
        var command = new ArrayList<String>();
        // In a session of its own, Ctrl-C reaches us alone, and we stop it when the gateway no longer needs it.
        if (Files.isExecutable(SETSID)) command.add(SETSID.toString());
        command.addAll(List.of(binary.toString(), "--port", Integer.toString(port), "--bind", "127.0.0.1"));
        command.addAll(List.of("--save", "", "--appendonly", "no", "--dir", folder.toString()));
        command.addAll(List.of(flags));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .directory(folder.toFile())
                .start();
        var redis = new EmbeddedRedis(process, folder, binary.resolveSibling(""));
        redis.awaitReady();
        return redis;
    }

    private void awaitReady() throws IOException {
        var lines = new ArrayList<String>();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        for (String line; (line = out.readLine()) != null && lines.size() < MAX_LINES; ) {
            if (line.contains("Ready to accept connections")) {
                drain(out);
                return;
            }
            lines.add(line);
        }
        close();
        throw new IOException("the embedded Redis does not start (it needs libssl.so.3 and glibc 2.34 on Linux): "
                + String.join(" | ", lines));
    }

    /// Reads on, since a full pipe would stop it.
    private static void drain(BufferedReader out) {
        Thread.ofVirtual().name("redis-output").start(() -> {
            try (out) {
                out.transferTo(Writer.nullWriter());
            } catch (IOException e) {
                LOG.debug("Redis says no more", e);
            }
        });
    }

    /// Stops it and deletes its files.
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        delete(folder);
        delete(binaryFolder);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
