package dev.opportune.benchmarks;

import dev.opportune.dev.EmbeddedRedis;
import dev.opportune.ratelimiter.redis.RedisSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;

/// A real Redis on a free port, without persistence.
record RedisProcess(EmbeddedRedis process, RedisSettings settings) {

    /// Patient, since a shared machine may pause: a benchmark that fails tells nothing.
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    static RedisProcess start() {
        try {
            int port = freePort();
            var settings = new RedisSettings(
                    URI.create("redis://127.0.0.1:" + port),
                    null,
                    null,
                    RedisSettings.DEFAULT_PREFIX,
                    RedisSettings.DEFAULT_PARTITIONS,
                    TIMEOUT);
            return new RedisProcess(EmbeddedRedis.start(port), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() throws IOException {
        process.close();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
