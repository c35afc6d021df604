package dev.opportune.perf.dashboards;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// `perf/dashboards`: scrapes gateways that run already for a while, draws every dashboard from that, and says which
/// alerts fired.
///
/// Properties: `opportune.root` (the repository), `opportune.targets` (host and port of each admin port, with commas
/// between), `opportune.seconds`, `opportune.work` (where Prometheus may write), `opportune.out`.
public final class DashboardsCommand {

    private DashboardsCommand() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        var k8s = Path.of(property("opportune.root")).resolve("k8s");
        var targets = List.of(property("opportune.targets").split(",", -1));
        var from = Instant.now();
        var rules = k8s.resolve("rules/rules.yaml");
        try (var process = PrometheusProcess.start(Path.of(property("opportune.work")), rules, targets);
                var prometheus = new Prometheus(process.url())) {
            Thread.sleep(Duration.ofSeconds(Long.parseLong(property("opportune.seconds"))));
            var span = Prometheus.Span.of(from, Instant.now());
            var empty = new Drawing(prometheus, span, List.of())
                    .draw(k8s.resolve("dashboards"), Path.of(property("opportune.out")));
            empty.forEach(it -> System.out.println("nothing to draw: " + it));
            Fired.ask(prometheus, span).forEach(it -> System.out.println("fired: " + it.text(from)));
        }
    }

    private static String property(String name) {
        var value = System.getProperty(name);
        if (value == null) throw new IllegalArgumentException("-D" + name + ": missing");
        return value;
    }
}
