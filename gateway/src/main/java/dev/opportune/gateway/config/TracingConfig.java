package dev.opportune.gateway.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Who is told of sends, and of which.
///
/// @param endpoint where a collector takes OTLP over HTTP, with its path
/// @param sampleRate the share of those sends that are followed whose callers say nothing of theirs, 0 to 1
/// @param headersFile what the collector wants to be told with each batch; null: nothing
/// @param caFile null: Java's own trust
/// @param timeout of one batch
/// @param queue spans that wait for the collector at most
public record TracingConfig(
        URI endpoint,
        double sampleRate,
        @Nullable Path headersFile,
        @Nullable Path caFile,
        Duration timeout,
        int queue) {

    public static final double DEFAULT_SAMPLE_RATE = 0.01;
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    /// Of some 1 KiB each.
    public static final int DEFAULT_QUEUE = 8_192;

    static final Duration LEAST_TIMEOUT = Duration.ofMillis(100);
    static final Duration MOST_TIMEOUT = Duration.ofSeconds(30);
    static final int LEAST_QUEUE = 512;
    static final int MOST_QUEUE = 100_000;

    /// What OTLP's specification gives an endpoint without a path.
    private static final String PATH = "/v1/traces";

    public TracingConfig {
        if (timeout.compareTo(LEAST_TIMEOUT) < 0 || timeout.compareTo(MOST_TIMEOUT) > 0) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: PT0.1S to PT30S)");
        }
        if (queue < LEAST_QUEUE || queue > MOST_QUEUE) {
            throw new IllegalArgumentException(
                    "queue: " + queue + " (expected: " + LEAST_QUEUE + " to " + MOST_QUEUE + ")");
        }
    }

    /// Reads an address. What is wrong is not shown where there may be a password in it.
    static URI endpoint(String text) {
        if (text.contains("@")) {
            throw new IllegalArgumentException("has a user or a password (expected: headers_file for what is secret)");
        }
        try {
            var uri = new URI(text);
            boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (isHttp && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawFragment() == null) {
                return isBare(uri) ? uri.resolve(PATH) : uri;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(notHttp(text), e);
        }
        throw new IllegalArgumentException(notHttp(text));
    }

    private static boolean isBare(URI uri) {
        return uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
    }

    private static String notHttp(String text) {
        return '"' + text + "\" (expected: http:// or https://host:port, with a path or without)";
    }

    /// Reads a share.
    static double rate(String text) {
        try {
            double rate = Double.parseDouble(text);
            if (rate >= 0 && rate <= 1) return rate;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(text + " (expected: 0 to 1)", e);
        }
        throw new IllegalArgumentException(text + " (expected: 0 to 1)");
    }
}
