package dev.opportune.perf.dashboards;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// A Prometheus of a run's own, with the rules of `k8s/rules`. Needs `prometheus` on the PATH (Debian's package).
final class PrometheusProcess implements AutoCloseable {

    static final Duration SCRAPE = Duration.ofSeconds(2);
    static final Duration EVALUATION = Duration.ofSeconds(5);

    private static final Duration START = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 100;

    private final Process process;
    private final String url;

    private PrometheusProcess(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /// Starts one that scrapes, and waits until it is ready.
    ///
    /// @param rules `k8s/rules/rules.yaml`
    /// @param targets host and port of each gateway's admin port
    static PrometheusProcess start(Path folder, Path rules, List<String> targets)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("rules.yml"), below(rules));
        Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: %ds, evaluation_interval: %ds}
                rule_files: [rules.yml]
                scrape_configs: [{job_name: opportune, static_configs: [{targets: [%s]}]}]
                """.formatted(
                        SCRAPE.toSeconds(),
                        EVALUATION.toSeconds(),
                        targets.stream().map(it -> '"' + it + '"').collect(Collectors.joining(", "))));
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var log = folder.resolve("prometheus.log");
        var process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=warn")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var started = new PrometheusProcess(process, "http://127.0.0.1:" + port);
        Runtime.getRuntime().addShutdownHook(new Thread(started::close));
        started.awaitReady(log);
        return started;
    }

    /// Prometheus' own file is what stands below `spec` of the PrometheusRule.
    private static List<String> below(Path rules) throws IOException {
        return Files.readAllLines(rules).stream()
                .dropWhile(it -> !it.startsWith("spec:"))
                .skip(1)
                .map(it -> it.replaceFirst("^ {2}", ""))
                .toList();
    }

    private void awaitReady(Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        try (var http = HttpClient.newHttpClient()) {
            while (!isReady(http)) {
                if (!process.isAlive() || System.nanoTime() - end > 0) {
                    throw new IOException("Prometheus does not start: see " + log);
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    private boolean isReady(HttpClient http) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + "/-/ready")).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false; // not yet
        }
    }

    String url() {
        return url;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
